import type { ParseException } from './parse-exception.ts'
import type { Place } from './place.ts'

/** A JSON value that remembers where it stood, because Elasticsearch says so in its errors. */
export type JsonNode =
  | {
      kind: 'object'
      at: Place
      end: Place
      entries: readonly { name: string; at: Place; value: JsonNode }[]
      /** The body breaks off or goes wrong inside; what stands before it still counts first. */
      broken: ParseException | undefined
    }
  | { kind: 'array'; at: Place; end: Place; items: readonly JsonNode[]; broken: ParseException | undefined }
  | { kind: 'string'; at: Place; value: string }
  | { kind: 'number'; at: Place; value: number; text: string }
  | { kind: 'boolean'; at: Place; value: boolean }
  | { kind: 'null'; at: Place }
  /** A string without its closing quote: only reading it fails, so that the field's name is in the error. */
  | { kind: 'cut-off'; at: Place; broken: ParseException }

export type JsonKind = Exclude<JsonNode['kind'], 'cut-off'>

const tokens: Record<JsonKind, string> = {
  object: 'START_OBJECT',
  array: 'START_ARRAY',
  string: 'VALUE_STRING',
  number: 'VALUE_NUMBER',
  boolean: 'VALUE_BOOLEAN',
  null: 'VALUE_NULL',
}

export const kindOf = (node: JsonNode): JsonKind => (node.kind === 'cut-off' ? 'string' : node.kind)

/** The parser's name for the token that the value begins with. */
export const tokenOf = (node: JsonNode): string => tokens[kindOf(node)]

/** The plain value. Throws where the body is broken. */
export const plainValue = (node: JsonNode): unknown => {
  switch (node.kind) {
    case 'object': {
      if (node.broken) throw node.broken
      return Object.fromEntries(node.entries.map(({ name, value }) => [name, plainValue(value)]))
    }
    case 'array': {
      if (node.broken) throw node.broken
      return node.items.map(plainValue)
    }
    case 'cut-off':
      throw node.broken
    case 'null':
      return null
    default:
      return node.value
  }
}

/** The plain value of an object node. */
export const plainObject = (node: JsonNode & { kind: 'object' }): Record<string, unknown> => {
  if (node.broken) throw node.broken
  return Object.fromEntries(node.entries.map(({ name, value }) => [name, plainValue(value)]))
}
