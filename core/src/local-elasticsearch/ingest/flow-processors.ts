import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { illegalArgument } from '../http/common-errors.ts'
import { isObject } from '../xcontent/is-object.ts'
import { javaName } from './ingest-document.ts'
import type { CompileDeps, Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'
import { presentValue } from './source-value.ts'

/** `drop`: the document is not written, and that is no failure. */
export const dropProcessor = (): Processor => (document) => {
  document.dropped = true
}

/** `fail`: the document is refused with a message. */
export const failProcessor = (options: ProcessorOptions): Processor => {
  if (!options.has('message')) throw options.failure('[message] required property is missing', 'message')
  const message = options.value('message')
  return (document) => {
    throw new ElasticsearchException(500, 'fail_processor_exception', String(message(document)))
  }
}

/** `pipeline`: everything that another pipeline does. */
export const pipelineProcessor = (options: ProcessorOptions, deps: CompileDeps): Processor => {
  const name = options.field('name')
  const ignoreMissing = options.flag('ignore_missing_pipeline', false)
  return (document) => {
    const inner = deps.pipeline(name)
    if (inner === undefined) {
      if (ignoreMissing) return
      throw illegalArgument(`Pipeline processor configured for non-existent pipeline [${name}]`)
    }
    if (document.inside.includes(name)) throw illegalArgument(`Cycle detected for pipeline: ${name}`)
    inner(document)
  }
}

/** `foreach`: one processor for each item of a list, which it finds as `_ingest._value`. */
export const foreachProcessor = (options: ProcessorOptions, deps: CompileDeps): Processor => {
  const field = options.field('field')
  const ignoreMissing = options.flag('ignore_missing', false)
  const given = options.take('processor')
  if (!isObject(given)) throw options.failure('[processor] required property is missing', 'processor')
  if (Object.keys(given).length !== 1)
    throw options.failure('[processor] Must specify exactly one processor type', 'processor')
  const inner = deps.compile([given])
  return (document) => {
    const value = presentValue(document, field, ignoreMissing)
    if (value === undefined) return
    if (!Array.isArray(value)) {
      throw illegalArgument(
        `field [${field}] of type [${javaName(value)}] cannot be cast to a list; local Elasticsearch goes through lists only`,
      )
    }
    const before = document.ingest['_value']
    const changed = value.map((item: unknown) => {
      document.ingest['_value'] = item
      inner(document)
      return document.ingest['_value']
    })
    document.ingest['_value'] = before
    document.set(field, changed)
  }
}
