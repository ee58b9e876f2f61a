import { illegalArgument } from '../http/common-errors.ts'
import type { Principal } from '../security/principal.ts'
import { fillTemplate } from '../xcontent/fill-template.ts'
import { isObject } from '../xcontent/is-object.ts'

/** What Elasticsearch calls the type of a value in its refusals. */
export const javaName = (value: unknown): string => {
  if (typeof value === 'string') return 'java.lang.String'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double'
  return Array.isArray(value) ? 'java.util.ArrayList' : 'java.util.HashMap'
}

const split = (path: string): string[] => path.replace(/^(?:_source|_ingest)\./, '').split('.')

/** Own properties only, and every name is plain data: `__proto__` too. */
const own = (object: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

const assign = (object: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

/** A document on its way through a pipeline. Paths are dotted (`user.name`, `items.0.id`). */
export class IngestDocument {
  readonly source: Record<string, unknown>
  readonly principal: Principal
  /** What `_ingest.` leads to: the time, and what a failure or a list makes known. It is not kept. */
  readonly ingest: Record<string, unknown>
  /** True once a processor said that it shall not be written. */
  dropped = false
  /** The pipelines that it is in, the outermost first. */
  readonly inside: string[] = []

  /** `timestamp`: when the document came in, ISO 8601, UTC. */
  constructor(source: Record<string, unknown>, principal: Principal, timestamp: string) {
    this.source = source
    this.principal = principal
    this.ingest = { timestamp }
  }

  /** A template with values of the document in it. */
  fill(template: string): string {
    return fillTemplate(template, { ...this.source, _source: this.source, _ingest: this.ingest })
  }

  /** The value at the path; undefined where there is none. `_ingest.timestamp` is the time. */
  get(path: string): unknown {
    let value: unknown = this.#root(path)
    for (const part of split(path)) {
      if (Array.isArray(value)) value = value[Number(part)]
      else if (isObject(value)) value = own(value, part)
      else return undefined
    }
    return value
  }

  /** Sets the value and makes the objects on the way. Throws 400 where something else stands on the way. */
  set(path: string, value: unknown): void {
    const parts = split(path)
    const last = parts.pop() ?? ''
    let node: unknown = this.#root(path)
    for (const part of parts) {
      if (Array.isArray(node)) node = item(node, part, path)
      else if (isObject(node)) {
        if (own(node, part) === undefined) assign(node, part, {})
        node = own(node, part)
      } else throw blocked(part, node, path)
    }
    if (Array.isArray(node)) {
      item(node, last, path)
      node[Number(last)] = value
    } else if (isObject(node)) assign(node, last, value)
    else throw blocked(last, node, path)
  }

  /** Takes the value away; false where there was none. */
  remove(path: string): boolean {
    const parts = split(path)
    const last = parts.pop() ?? ''
    const root = this.#root(path)
    const parent =
      parts.length === 0 ? root : this.get([...(root === this.ingest ? ['_ingest'] : []), ...parts].join('.'))
    if (Array.isArray(parent)) {
      if (!(Number(last) in parent)) return false
      parent.splice(Number(last), 1)
      return true
    }
    if (!isObject(parent) || !Object.hasOwn(parent, last)) return false
    delete parent[last]
    return true
  }

  #root(path: string): Record<string, unknown> {
    return path.startsWith('_ingest.') ? this.ingest : this.source
  }
}

const item = (list: readonly unknown[], part: string, path: string): unknown => {
  const at = Number(part)
  if (!Number.isInteger(at)) {
    throw illegalArgument(`[${part}] is not an integer, cannot be used as an index as part of path [${path}]`)
  }
  if (at < 0 || at >= list.length) {
    throw illegalArgument(
      `[${at}] is out of bounds for array with length [${list.length}] as part of path [${path}]`,
    )
  }
  return list[at]
}

const blocked = (part: string, node: unknown, path: string): Error =>
  illegalArgument(
    node === null
      ? `cannot set [${part}] with null parent as part of path [${path}]`
      : `cannot set [${part}] with parent object of type [${javaName(node)}] as part of path [${path}]`,
  )
