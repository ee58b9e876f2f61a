import {
  findNodeAtLocation,
  getNodePath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { z } from 'zod'
import { nearest } from '../lib/nearest.ts'

/** One thing that is wrong in a file, and where: lines and columns count from 1. */
export interface JsonProblem {
  line: number
  column: number
  problem: string
  fix: string
}

/** `CommaExpected` -> `comma expected`. */
const words = (code: string): string => code.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase()

const placeOf = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Where the text is no JSON. What stands there is never quoted: it may be a secret. */
export const syntaxProblems = (text: string): JsonProblem[] => {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  return errors.map(({ offset, error }) => ({
    ...placeOf(text, offset),
    problem: `is broken: ${words(printParseErrorCode(error))}`,
    fix: 'Mend that place and try again.',
  }))
}

/** Keys that stand twice in one object: the last would count, and nobody sees that. */
const doubleKeys = (text: string): JsonProblem[] => {
  const walk = (one: Node): JsonProblem[] => {
    const keys = new Set<unknown>()
    const own = (one.type === 'object' ? (one.children ?? []) : []).flatMap((property): JsonProblem[] => {
      const [key] = property.children ?? []
      const again = key !== undefined && keys.has(key.value)
      keys.add(key?.value)
      const problem = `${getNodePath(key ?? property).join('.')} is there twice`
      return again ? [{ ...placeOf(text, property.offset), problem, fix: 'Take one of them away.' }] : []
    })
    return [...own, ...(one.children ?? []).flatMap(walk)]
  }
  const root = parseTree(text)
  return root === undefined ? [] : walk(root)
}

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
})

/** The keys that the JSON Schema knows in the object at a path. */
const knownKeys = (schema: unknown, [step, ...rest]: readonly PropertyKey[]): string[] => {
  const parsed = node.safeParse(schema)
  if (!parsed.success) return []
  const { properties = {}, additionalProperties, items } = parsed.data
  if (step === undefined) return Object.keys(properties)
  if (typeof step === 'number') return knownKeys(items, rest)
  return knownKeys(
    Object.hasOwn(properties, String(step)) ? properties[String(step)] : additionalProperties,
    rest,
  )
}

const fixOf = (key: string, known: readonly string[]): string => {
  if (/pass|secret|token|key|credential/i.test(key)) {
    const places = known.filter((one) => /(Env|File)$/.test(one) && !one.startsWith('ca'))
    if (places.length > 0)
      return `No secret stands in this file, only where to find it: ${places.map((one) => `"${one}"`).join(', ')}.`
  }
  const close = nearest(key, known)
  return close === undefined
    ? `It may be ${known.map((one) => `"${one}"`).join(', ') || 'none'}.`
    : `Did you mean "${close}"?`
}

/** Zod begins a sentence; here it goes on after the key. */
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const seeSchema = '`patchbay config schema` prints what may stand there.'

/** Finds the place of what stands at a path, or of its key. */
export const locateIn = (text: string) => {
  const root = parseTree(text)
  return (path: readonly PropertyKey[], ofKey = false): { line: number; column: number } => {
    // What is missing has no place: the nearest that is there stands for it.
    for (let { length } = path; root !== undefined && length >= 0; length -= 1) {
      const steps = path.slice(0, length).map((step) => (typeof step === 'number' ? step : String(step)))
      const found = findNodeAtLocation(root, steps)
      const own = ofKey && found?.parent?.type === 'property' ? found.parent : found
      if (own !== undefined) return placeOf(text, own.offset)
    }
    return placeOf(text, 0)
  }
}

/** Everything that is not as the schema wants it, in the order of the file. The text is JSON. */
export const schemaProblems = (text: string, schema: z.ZodType): JsonProblem[] => {
  const at = locateIn(text)
  const value: unknown = JSON.parse(text)
  const parsed = schema.safeParse(value)
  if (parsed.success) return doubleKeys(text)
  const jsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const problems = parsed.error.issues.flatMap((issue): JsonProblem[] => {
    const { path } = issue
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(jsonSchema, path)
      return issue.keys.map((key) => ({
        ...at([...path, key], true),
        problem: `unknown key ${[...path, key].map(String).join('.')}`,
        fix: fixOf(key, known),
      }))
    }
    // Of a key that isn't as it must be, the key's own schema says why.
    const [own] = issue.code === 'invalid_key' ? issue.issues : []
    const what = lowerFirst(own?.message ?? issue.message)
    const place = at(path, issue.code === 'invalid_key')
    return [{ ...place, problem: `${path.map(String).join('.') || 'the file'}: ${what}`, fix: seeSchema }]
  })
  return inOrder([...doubleKeys(text), ...problems])
}

export const inOrder = <P extends JsonProblem>(problems: readonly P[]): P[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
