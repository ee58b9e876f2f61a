import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { checkTemplate } from '../xcontent/fill-template.ts'
import type { IngestDocument } from './ingest-document.ts'
import { isObject } from '../xcontent/is-object.ts'

const metadata = new Set([
  '_index',
  '_id',
  '_routing',
  '_version',
  '_version_type',
  '_if_seq_no',
  '_if_primary_term',
])

/** The options of one processor; what is read is ticked off, so that the rest can be refused by name. */
export class ProcessorOptions {
  readonly type: string
  readonly #left: Map<string, unknown>

  constructor(type: string, options: unknown) {
    this.type = type
    this.#left = new Map(isObject(options) ? Object.entries(options) : [])
  }

  take(name: string): unknown {
    const value = this.#left.get(name)
    this.#left.delete(name)
    return value
  }

  has(name: string): boolean {
    return this.#left.has(name)
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.take(name)
    if (value === undefined) return otherwise
    if (value === true || value === 'true') return true
    if (value === false || value === 'false') return false
    throw this.failure(`[${name}] property isn't a boolean, but of type [${typeof value}]`, name)
  }

  /** The path of a field. Templates and the document's metadata are refused. */
  field(name: string): string {
    const value = this.take(name)
    if (value === undefined || value === null)
      throw this.failure(`[${name}] required property is missing`, name)
    if (typeof value !== 'string')
      throw this.failure(`[${name}] property isn't a string, but of type [${typeof value}]`, name)
    this.refuseTemplate(name, value)
    if (metadata.has(value))
      throw this.failure(`[${name}] ${value} can't be changed in this local Elasticsearch`, name)
    return value
  }

  /** A text that must be there. */
  text(name: string): string {
    const value = this.take(name)
    if (value === undefined || value === null)
      throw this.failure(`[${name}] required property is missing`, name)
    if (typeof value === 'string') return value
    throw this.failure(`[${name}] property isn't a string, but of type [${typeof value}]`, name)
  }

  /** A regular expression. */
  pattern(name: string, flags: string): RegExp {
    const text = this.text(name)
    try {
      return new RegExp(text, flags)
    } catch {
      throw this.failure(`[${name}] Invalid regex pattern [${text}]`, name)
    }
  }

  /** A value, with its templates filled in for each document. */
  value(name: string): (document: IngestDocument) => unknown {
    const value = this.take(name)
    const isTemplate = (one: unknown): one is string => typeof one === 'string' && one.includes('{{')
    const compiled = (one: unknown): ((document: IngestDocument) => unknown) => {
      if (!isTemplate(one)) {
        if (typeof one === 'object' && one !== null && JSON.stringify(one).includes('{{'))
          throw this.failure(
            `[${name}] templates inside of objects are not known to local Elasticsearch`,
            name,
          )
        return () => one
      }
      checkTemplate(one)
      return (document) => document.fill(one)
    }
    if (!Array.isArray(value)) return compiled(value)
    const items = value.map(compiled)
    return (document) => items.map((item) => item(document))
  }

  refuseTemplate(name: string, value: unknown): void {
    if (typeof value !== 'string' || !value.includes('{{')) return
    throw this.failure(`[${name}] templates are not supported by this local Elasticsearch`, name)
  }

  /** Throws for options that nobody took. */
  finish(): void {
    if (this.#left.size === 0) return
    const names = [...this.#left.keys()].join(', ')
    throw this.failure(
      `processor [${this.type}] doesn't support one or more provided configuration parameters [${names}]`,
    )
  }

  failure(reason: string, property?: string): ElasticsearchException {
    return new ElasticsearchException(400, 'parse_exception', reason, {
      ...(property === undefined ? {} : { property_name: property }),
      processor_type: this.type,
    })
  }
}
