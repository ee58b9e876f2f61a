import { didYouMean } from './did-you-mean.ts'
import type { JsonKind, JsonNode } from './json-node.ts'
import { kindOf, tokenOf } from './json-node.ts'
import { ParseException, illegalArgument, wrapped } from './parse-exception.ts'
import { parseBody } from './parse-body.ts'
import type { Place } from './place.ts'

/** How the value of one field is read. */
export interface Value<T> {
  accepts: readonly JsonKind[]
  /** Throws a ParseException where the value is wrong. */
  read(node: JsonNode): T
}

export interface Field<T, Required extends boolean = boolean> extends Value<T> {
  required: Required
}

export type Fields = Readonly<Record<string, Field<unknown>>>
type RequiredNames<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, true> ? K : never
}[keyof F]
type TypeOf<V> = V extends Value<infer T> ? T : never

/** What a parser with these fields gives: the optional ones are absent when they were not sent. */
export type Parsed<F extends Fields> = { [K in RequiredNames<F>]: TypeOf<F[K]> } & {
  [K in Exclude<keyof F, RequiredNames<F>>]?: TypeOf<F[K]>
}

export interface ObjectParser<T> extends Value<T> {
  /** The whole body: an object. Throws the genuine 400s, also for an empty body. */
  parse(body: string): T
}

interface Shape<F extends Fields, T> {
  /** As it is called in errors, such as `connector_put_request`. */
  name: string
  fields: F
  /** An unknown field is refused by name; otherwise it is dropped. */
  strict?: boolean
  /** Makes the value; it runs when all fields have arrived, or at the end. What it throws names this parser. */
  build: (fields: Parsed<F>) => T
}

export const required = <T>(value: Value<T>): Field<T, true> => ({ ...value, required: true })
export const optional = <T>(value: Value<T>): Field<T, false> => ({ ...value, required: false })

/** A parser for one kind of object, with the errors of Elasticsearch's own. */
export const objectParser = <F extends Fields>(
  name: string,
  fields: F,
  options: { strict?: boolean } = {},
): ObjectParser<Parsed<F>> => buildingParser({ name, fields, ...options, build: (parsed) => parsed })

/** The same with a last step that makes something of the fields, and may refuse them. */
export const buildingParser = <F extends Fields, T>(shape: Shape<F, T>): ObjectParser<T> => {
  const read = (node: JsonNode): T => {
    if (node.kind !== 'object') throw expectedObject(shape.name, node)
    const values: Record<string, unknown> = {}
    const build = (at: Place): T => {
      // The record has exactly the fields that were declared, each read by its own reader.
      return built(shape, values as Parsed<F>, at)
    }
    let result: { value: T } | undefined
    for (const entry of node.entries) {
      const { name, value } = entry
      const field = shape.fields[name]
      if (field === undefined) {
        if (shape.strict) throw unknownField(shape.name, entry, Object.keys(shape.fields))
        continue
      }
      if (!field.accepts.includes(kindOf(value))) throw unsupported(shape.name, name, value)
      within(shape.name, name, () => {
        values[name] = field.read(value)
        if (Object.keys(values).length === Object.keys(shape.fields).length)
          result = { value: build(placeAfter(value)) }
      })
    }
    if (node.broken) throw node.broken
    const missing = Object.keys(shape.fields).filter((key) => shape.fields[key]?.required && !(key in values))
    if (missing.length > 0) throw illegalArgument(`Required [${missing.join(', ')}]`, node.end)
    return (result ?? { value: build(node.end) }).value
  }
  return {
    accepts: ['object'],
    read,
    parse: (body) => read(parseBody(body)),
  }
}

const built = <F extends Fields, T>(shape: Shape<F, T>, values: Parsed<F>, at: Place): T => {
  try {
    return shape.build(values)
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error
    const reason = `Failed to build [${shape.name}] after last required field arrived`
    throw new ParseException({ type: 'x_content_parse_exception', reason, caused_by: error.chain }, at)
  }
}

/** Thrown by `build`: the parser puts its own name around it. */
export class BuildFailure extends Error {
  readonly chain: ParseException['chain']

  constructor(chain: ParseException['chain']) {
    super(chain.reason ?? chain.type)
    this.chain = chain
  }
}

const within = (parser: string, field: string, read: () => void): void => {
  try {
    read()
  } catch (error) {
    throw error instanceof ParseException ? wrapped(error, parser, field) : error
  }
}

const placeAfter = (node: JsonNode): Place =>
  node.kind === 'object' || node.kind === 'array' ? node.end : node.at

const where = (at: Place): string => `[${at.line}:${at.column}]`

const expectedObject = (parser: string, node: JsonNode): ParseException =>
  new ParseException(
    {
      type: 'x_content_parse_exception',
      reason: `${where(node.at)} [${parser}] Expected START_OBJECT but was: ${tokenOf(node)}`,
    },
    node.at,
  )

const unsupported = (parser: string, field: string, node: JsonNode): ParseException =>
  new ParseException(
    {
      type: 'x_content_parse_exception',
      reason: `${where(node.at)} [${parser}] ${field} doesn't support values of type: ${tokenOf(node)}`,
    },
    node.at,
  )

const unknownField = (
  parser: string,
  { name, at }: { name: string; at: Place },
  known: readonly string[],
): ParseException =>
  new ParseException(
    {
      type: 'x_content_parse_exception',
      reason: `${where(at)} [${parser}] unknown field [${name}]${didYouMean(name, known)}`,
    },
    at,
  )
