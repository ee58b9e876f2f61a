import { z } from 'zod'
import { kebabCase } from '../lib/kebab-case.ts'
import { labelOf } from './label-of.ts'

/** One field of an operation's input, as a command line sees it. */
export interface Field {
  /** As the schema names it: `indexName`. */
  name: string
  /** As people type it: `index-name`. */
  flag: string
  /** As a form asks for it: `Index name`. */
  label: string
  description: string
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'record' | 'json' | 'file'
  choices: readonly string[]
  required: boolean
  /** Never taken from the command line; of a record: none of its values is. */
  sensitive: boolean
  /** Keys of a record whose values are never taken from the command line. */
  sensitiveKeys: readonly string[]
  defaultValue: unknown
}

/** A type that may also be null is that type. */
const typeName = z
  .union([z.string(), z.array(z.string()).transform((types) => types.find((type) => type !== 'null'))])
  .optional()

const node = z.looseObject({
  type: typeName,
  enum: z.array(z.unknown()).optional(),
  description: z.string().default(''),
  default: z.unknown().optional(),
  sensitive: z.boolean().default(false),
  /** The text of a file: a command line takes the file's path. */
  file: z.boolean().default(false),
  sensitiveKeys: z.array(z.string()).default([]),
  items: z.looseObject({ type: typeName, enum: z.array(z.unknown()).optional() }).optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
type Node = z.infer<typeof node>

const objectNode = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

/** `anyOf` of one thing and null is that thing; anything wider is given as JSON. */
const unwrap = (found: Node): Node => {
  const choices = (found.anyOf ?? [])
    .map((choice) => node.parse(choice))
    .filter((choice) => choice.type !== 'null')
  const [only, ...others] = choices
  return only === undefined || others.length > 0
    ? found
    : { ...found, type: only.type, enum: only.enum, items: only.items }
}

const kindOf = (found: Node): Field['kind'] => {
  if (found.file) return 'file'
  if (found.enum !== undefined && found.enum.every((value) => typeof value === 'string')) return 'choice'
  if (found.type === 'integer' || found.type === 'number') return 'number'
  if (found.type === 'boolean') return 'boolean'
  if (found.type === 'object' && found.properties === undefined) return 'record'
  if (found.type === 'string' || found.sensitive) return 'text'
  if (found.type === 'array' && found.items?.type === 'string') return 'list'
  return 'json'
}

const fieldOf = (name: string, raw: unknown, required: boolean): Field => {
  const found = unwrap(node.parse(raw))
  const choices = found.enum ?? found.items?.enum ?? []
  return {
    name,
    flag: kebabCase(name),
    label: labelOf(name),
    description: found.description,
    kind: kindOf(found),
    choices: choices.filter((value) => typeof value === 'string'),
    required,
    sensitive: found.sensitive,
    sensitiveKeys: found.sensitiveKeys,
    defaultValue: found.default,
  }
}

/** A schema never changes, and a bot reads the same ones at each command. */
const known = new WeakMap<z.ZodType, readonly Field[]>()

/** The fields of an operation's input, in the order of its schema. Needs no cluster and no login. */
export const fieldsOf = (input: z.ZodType): readonly Field[] => {
  const found = known.get(input) ?? readFields(input)
  known.set(input, found)
  return found
}

const readFields = (input: z.ZodType): Field[] => {
  const schema = objectNode.parse(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
  return Object.entries(schema.properties).map(([name, raw]) =>
    fieldOf(name, raw, schema.required.includes(name)),
  )
}

/**
 * The field that is given without a flag: the target, else the run or the connectors, else the only one that must be
 * given, else the connector that something may be about. `patchbay connector get products`, `patchbay approval get RUN`,
 * `patchbay privilege check api-key.rotate`, `patchbay sync list products`.
 */
export const positionalField = (fields: readonly Field[], target: string | undefined): Field | undefined => {
  const required = fields.filter((field) => field.required && field.kind !== 'record' && !field.sensitive)
  const named =
    fields.find((field) => field.name === target) ??
    fields.find(({ name, kind }) => name === 'run' || (name === 'connectors' && kind === 'text'))
  if (named !== undefined || required.length > 0)
    return named ?? (required.length === 1 ? required[0] : undefined)
  return fields.find(({ name }) => name === 'connector')
}
