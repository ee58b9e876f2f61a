import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { isObject } from '../xcontent/is-object.ts'
import { shown } from '../mappings/shown.ts'
import { compileCondition } from './condition.ts'
import { convertProcessor } from './convert-processor.ts'
import { dateProcessor } from './date-processor.ts'
import { dropProcessor, failProcessor, foreachProcessor, pipelineProcessor } from './flow-processors.ts'
import type { IngestDocument } from './ingest-document.ts'
import { appendProcessor, joinProcessor, splitProcessor } from './list-processors.ts'
import type { CompileDeps, Processor } from './processor.ts'
import { ProcessorOptions } from './processor-options.ts'
import { removeProcessor } from './remove-processor.ts'
import { renameProcessor } from './rename-processor.ts'
import { setProcessor } from './set-processor.ts'
import { setSecurityUserProcessor } from './set-security-user-processor.ts'
import { gsubProcessor, lowercaseProcessor, trimProcessor, uppercaseProcessor } from './string-processor.ts'

const processors: Readonly<Record<string, (options: ProcessorOptions, deps: CompileDeps) => Processor>> = {
  set: setProcessor,
  remove: removeProcessor,
  rename: renameProcessor,
  append: appendProcessor,
  convert: convertProcessor,
  date: dateProcessor,
  drop: dropProcessor,
  fail: failProcessor,
  foreach: foreachProcessor,
  gsub: gsubProcessor,
  join: joinProcessor,
  lowercase: lowercaseProcessor,
  pipeline: pipelineProcessor,
  set_security_user: setSecurityUserProcessor,
  split: splitProcessor,
  trim: trimProcessor,
  uppercase: uppercaseProcessor,
}
const known = ['processors', 'on_failure', 'description', 'version', '_meta', 'deprecated']

const refuse = (reason: string, fields: Record<string, string> = {}): ElasticsearchException =>
  new ElasticsearchException(400, 'parse_exception', reason, fields)

interface Failing {
  type: string
  tag: string | undefined
}

/** Has the failure of a step handled: what went wrong is told to the handler as `_ingest.on_failure_…`. */
const handled =
  (step: Processor, handler: Processor, { type, tag }: Failing): Processor =>
  (document) => {
    try {
      step(document)
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      const { ingest, inside } = document
      const told = {
        on_failure_message: error.reason,
        on_failure_processor_type: type,
        on_failure_processor_tag: tag ?? null,
        on_failure_pipeline: inside.at(-1) ?? null,
      }
      Object.assign(ingest, told)
      handler(document)
      for (const name of Object.keys(told)) Reflect.deleteProperty(ingest, name)
    }
  }

/** Marks which processor an error came from, for the handler of the whole pipeline. */
const failures = new WeakMap<ElasticsearchException, Failing>()

const marked =
  (step: Processor, failing: Failing): Processor =>
  (document) => {
    try {
      step(document)
    } catch (error) {
      if (error instanceof ElasticsearchException && !failures.has(error)) failures.set(error, failing)
      throw error
    }
  }

const sequence =
  (steps: readonly Processor[]): Processor =>
  (document) => {
    for (const step of steps) {
      if (document.dropped) return
      step(document)
    }
  }

const conditionOf = (options: ProcessorOptions): ((document: IngestDocument) => boolean) | undefined => {
  if (!options.has('if')) return undefined
  const given = options.take('if')
  const script = isObject(given) ? given['source'] : given
  const condition = compileCondition(shown(script))
  if (condition !== undefined) return condition
  const why =
    'local Elasticsearch has no Painless; it compares fields with fixed values, as in ctx?.a == true'
  throw options.failure(`[if] ${why}`, 'if')
}

const compileProcessor = (entry: unknown, deps: CompileDeps): Processor[] => {
  if (!isObject(entry)) throw refuse('[processors] must be objects')
  return Object.entries(entry).map(([type, given]) => {
    const make = Object.hasOwn(processors, type) ? processors[type] : undefined
    if (make === undefined)
      throw refuse(`No processor type exists with name [${type}]`, { processor_type: type })
    const options = new ProcessorOptions(type, given)
    const tag = options.has('tag') ? options.text('tag') : undefined
    options.take('description')
    const condition = conditionOf(options)
    const ignoreFailure = options.flag('ignore_failure', false)
    const handlers = options.take('on_failure')
    if (Array.isArray(handlers) && handlers.length === 0)
      throw options.failure('[on_failure] processors list cannot be empty', 'on_failure')
    const step = marked(make(options, deps), { type, tag })
    options.finish()
    const handler = Array.isArray(handlers) ? deps.compile(handlers) : undefined
    const withHandler = ignoreFailure
      ? handled(step, () => undefined, { type, tag })
      : handler === undefined
        ? step
        : handled(step, handler, { type, tag })
    return condition === undefined
      ? withHandler
      : (document) => {
          if (condition(document)) withHandler(document)
        }
  })
}

/** Runs the pipeline's own `on_failure`, where a step failed that nobody handled; the rest of the steps is left out. */
const guarded = (steps: Processor, handler: Processor): Processor => {
  return (document) => {
    try {
      steps(document)
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      const failing = failures.get(error) ?? { type: '', tag: undefined }
      const again: Processor = () => {
        throw error
      }
      handled(again, handler, failing)(document)
    }
  }
}

/** Checks the body of `PUT _ingest/pipeline/{id}` and makes one step of it. Throws 400 `parse_exception`. */
export const compilePipeline = (
  id: string,
  body: unknown,
  pipeline: CompileDeps['pipeline'] = () => undefined,
): Processor => {
  const given = isObject(body) ? body : {}
  const entries = given['processors']
  if (!Array.isArray(entries)) {
    throw refuse('[processors] required property is missing', { property_name: 'processors' })
  }
  const deps: CompileDeps = {
    pipeline,
    compile: (list) => sequence(list.flatMap((entry) => compileProcessor(entry, deps))),
  }
  const steps = deps.compile(entries)
  const handlers = given['on_failure']
  if (Array.isArray(handlers) && handlers.length === 0)
    throw refuse(`pipeline [${id}] cannot have an empty on_failure option defined`)
  const whole = Array.isArray(handlers) ? guarded(steps, deps.compile(handlers)) : steps
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const names = unknown.join(', ')
    throw refuse(`pipeline [${id}] doesn't support one or more provided configuration parameters [${names}]`)
  }
  return (document) => {
    document.inside.push(id)
    try {
      whole(document)
    } finally {
      document.inside.pop()
    }
  }
}
