import type { JsonKind, JsonNode } from './json-node.ts'
import { plainObject, plainValue, tokenOf } from './json-node.ts'
import type { Value } from './object-parser.ts'
import { ParseException, illegalArgument } from './parse-exception.ts'

const textOf = (node: JsonNode): string => {
  switch (node.kind) {
    case 'string':
      return node.value
    case 'number':
      return node.text
    case 'boolean':
      return String(node.value)
    case 'cut-off':
      throw node.broken
    default:
      throw illegalArgument(
        `Expected text at ${node.at.line}:${node.at.column} but found ${tokenOf(node)}`,
        node.at,
      )
  }
}

export const string: Value<string> = { accepts: ['string'], read: textOf }

/** The same value or null. */
export const nullable = <T>(value: Value<T>): Value<T | null> => ({
  accepts: [...value.accepts, 'null'],
  read: (node) => (node.kind === 'null' ? null : value.read(node)),
})

/** True and false, also as strings. */
export const boolean: Value<boolean> = {
  accepts: ['boolean', 'string'],
  read: (node) => {
    const text = textOf(node)
    if (text === 'true') return true
    if (text === 'false') return false
    throw illegalArgument(`Failed to parse value [${text}] as only [true] or [false] are allowed.`, node.at)
  },
}

/** A whole number, also as a string. */
export const long: Value<number> = {
  accepts: ['number', 'string'],
  read: (node) => {
    const text = textOf(node)
    if (!/^-?\d+(?:\.0+)?$/.test(text)) throw illegalArgument(`For input string: "${text}"`, node.at)
    return Number(text)
  },
}

/** An object of any content. */
export const anyObject: Value<Record<string, unknown>> = {
  accepts: ['object'],
  read: (node) => (node.kind === 'object' ? plainObject(node) : {}),
}

/** Anything of these kinds, as it is. */
export const anyOf = (...accepts: readonly JsonKind[]): Value<unknown> => ({ accepts, read: plainValue })

/** Like `anyOf`, but the refusal comes from inside the field: `Unsupported token [START_ARRAY]`. */
export const scalarOf = (...kinds: readonly JsonKind[]): Value<unknown> => ({
  accepts: ['object', 'array', 'string', 'number', 'boolean', 'null'],
  read: (node) => {
    if (node.kind === 'cut-off' || kinds.includes(node.kind)) return plainValue(node)
    const reason = `Unsupported token [${tokenOf(node)}]`
    throw new ParseException({ type: 'x_content_parse_exception', reason }, node.at)
  },
})

/** A list; one value alone counts as a list of one where `single` says so. */
export const listOf = <T>(value: Value<T>, options: { single?: boolean } = {}): Value<T[]> => ({
  accepts: options.single === false ? ['array'] : ['array', ...value.accepts],
  read: (node) => {
    if (node.kind !== 'array') return [value.read(node)]
    const items = node.items.map((item) => value.read(item))
    if (node.broken) throw node.broken
    return items
  },
})

/** An object whose keys are free and whose values are all alike. */
export const mapOf = <T>(value: Value<T>): Value<Record<string, T>> => ({
  accepts: ['object'],
  read: (node) => {
    if (node.kind !== 'object') return {}
    const read = node.entries.map((entry): [string, T] => [entry.name, value.read(entry.value)])
    if (node.broken) throw node.broken
    return Object.fromEntries(read)
  },
})

export interface Words<T extends string> {
  /** The Java name that refusals carry: `Unknown ConnectorStatus [x].` */
  name: string
  values: readonly T[]
  /** True: upper and lower case are the same. */
  anyCase: boolean
}

/** The word, or a refusal as Elasticsearch words it. */
export const wordIn = <T extends string>(words: Words<T>, text: string): T | { unknown: string } => {
  const wanted = words.anyCase ? text.toLowerCase() : text
  return words.values.find((value) => value === wanted) ?? { unknown: `Unknown ${words.name} [${text}].` }
}

/** One of a fixed set of words. */
export const word = <T extends string>(words: Words<T>): Value<T> => ({
  accepts: ['string'],
  read: (node) => {
    const found = wordIn(words, textOf(node))
    if (typeof found === 'string') return found
    throw illegalArgument(found.unknown, node.at)
  },
})
