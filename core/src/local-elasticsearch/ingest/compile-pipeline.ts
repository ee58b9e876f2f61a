import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { isObject } from '../xcontent/is-object.ts'
import type { Processor } from './processor.ts'
import { ProcessorOptions } from './processor-options.ts'
import { removeProcessor } from './remove-processor.ts'
import { renameProcessor } from './rename-processor.ts'
import { setProcessor } from './set-processor.ts'
import { setSecurityUserProcessor } from './set-security-user-processor.ts'
import { lowercaseProcessor, trimProcessor, uppercaseProcessor } from './string-processor.ts'

const processors: Readonly<Record<string, (options: ProcessorOptions) => Processor>> = {
  set: setProcessor,
  remove: removeProcessor,
  rename: renameProcessor,
  set_security_user: setSecurityUserProcessor,
  lowercase: lowercaseProcessor,
  uppercase: uppercaseProcessor,
  trim: trimProcessor,
}
const known = ['processors', 'description', 'version', '_meta', 'deprecated']

const refuse = (reason: string, fields: Record<string, string> = {}): ElasticsearchException =>
  new ElasticsearchException(400, 'parse_exception', reason, fields)

const tolerant =
  (processor: Processor): Processor =>
  (document) => {
    try {
      processor(document)
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
    }
  }

const compileProcessor = (entry: unknown): Processor[] => {
  if (!isObject(entry)) throw refuse('[processors] must be objects')
  return Object.entries(entry).map(([type, given]) => {
    const make = Object.hasOwn(processors, type) ? processors[type] : undefined
    if (make === undefined)
      throw refuse(`No processor type exists with name [${type}]`, { processor_type: type })
    const options = new ProcessorOptions(type, given)
    options.take('tag')
    options.take('description')
    const ignoreFailure = options.flag('ignore_failure', false)
    const processor = make(options)
    options.finish()
    return ignoreFailure ? tolerant(processor) : processor
  })
}

/** Checks the body of `PUT _ingest/pipeline/{id}` and makes its steps. Throws 400 `parse_exception`. */
export const compilePipeline = (id: string, body: unknown): Processor[] => {
  const pipeline = isObject(body) ? body : {}
  const steps = pipeline['processors']
  if (!Array.isArray(steps)) {
    throw refuse('[processors] required property is missing', { property_name: 'processors' })
  }
  const compiled = steps.flatMap(compileProcessor)
  const unknown = Object.keys(pipeline).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const names = unknown.join(', ')
    throw refuse(`pipeline [${id}] doesn't support one or more provided configuration parameters [${names}]`)
  }
  return compiled
}
