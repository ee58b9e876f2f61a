import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { requiredFor } from './operations/required-for.ts'
import { roleRequest } from './cluster/role-request.ts'
import { isPatchbayError } from './errors.ts'
import type { AnyOperation } from './operations/define-operation.ts'
import { parseInput } from './operations/parse-input.ts'
import { privilegeMissing } from './privileges/describe-missing.ts'
import { allOf } from './privileges/required.ts'
import { knowsPrivilege } from './protocol/privilege-names.ts'
import { connectorSchema } from './protocol/connector.ts'
import { Secret } from './secrets/secret.ts'

const node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  minimum: z.number().optional(),
  minItems: z.number().optional(),
  sensitive: z.boolean().default(false),
})

/** Fields whose texts have a form of their own. */
const formed: Readonly<Record<string, unknown>> = {
  run: '01KAYW00000000000000000000',
  account: 'slack:T1:U1',
  channel: 'C0123456789',
}

const sampleOf = (name: string, raw: unknown): unknown => {
  if (name in formed) return formed[name]
  const {
    type,
    enum: choices,
    anyOf,
    properties,
    required,
    items,
    minimum,
    minItems,
    sensitive,
  } = node.parse(raw)
  if (sensitive) return new Secret('x')
  if (choices !== undefined) return choices[0]
  if (anyOf !== undefined) return sampleOf(name, anyOf[0])
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(required.map((key) => [key, sampleOf(key, properties[key])]))
    case 'array':
      return (minItems ?? 0) > 0 ? [sampleOf(name, items)] : []
    case 'integer':
    case 'number':
      return minimum ?? 1
    case 'boolean':
      return true
    default:
      return 'x'
  }
}

const schemaOf = (operation: AnyOperation) =>
  node.parse(z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }))

const valid = (operation: AnyOperation): Record<string, unknown> => {
  const { properties, required } = schemaOf(operation)
  return Object.fromEntries(required.map((key) => [key, sampleOf(key, properties[key])]))
}

const huge = 'x'.repeat(10_000_000)

/** What nobody should send, and somebody will. */
const hostile: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['a negative number', -1],
  ['a fraction', 0.5],
  ['no number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['true', true],
  ['an empty text', ''],
  ['blanks', ' \t\n '],
  ['an empty list', []],
  ['a list of lists', [[[]]]],
  ['an empty object', {}],
  ['10 MB', huge],
  ['a list with 10 MB', [huge]],
  ['a key of 10 MB', { [huge]: 1 }],
  ['a million items', Array.from({ length: 1_000_000 }, () => 1)],
  ['what lies 10,000 deep', Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], 1)],
  [
    'another prototype',
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  ],
  ['the name of one', '__proto__'],
  ['control characters', 'a\u0000b\u001b[31mc\r\nd\u0007'],
  ['a turned direction', 'invoice\u202egpj.exe\u2066'],
  ['half a character', '\ud800'],
  ['mrkdwn', '*bold* <!channel> <@U1> <https://x.example|click> `code`'],
  [
    'Markdown',
    '[click](command:patchbay.connector.delete) ![x](https://x.example/x.png) <script>alert(1)</script>',
  ],
  ['a path', '../../etc/passwd'],
  ['a pattern', '*,-.*'],
  ['a date', new Date(0)],
  ['a function', () => 'x'],
  ['a big number', 10n ** 30n],
]

const versions = ['8.12.0', '8.15.0', '8.17.10', '8.19.0', '9.1.0']
const cluster = { name: 'c', uuid: 'u', local: true, stricter: [] }
const actor = { username: 'ada', realm: 'native', roles: [], authenticationType: 'realm' }
const roleSchema = z.object({
  cluster: z.array(z.string()),
  indices: z.array(z.object({ names: z.array(z.string()), privileges: z.array(z.string()) })),
})

const outcome = (operation: AnyOperation, input: unknown): { accepted: boolean; error?: unknown } => {
  try {
    parseInput(operation, input)
    return { accepted: true }
  } catch (error) {
    return { accepted: false, error }
  }
}

// eslint-disable-next-line no-control-regex -- what must never reach a terminal
const unsafe = /Invalid|expected|[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/

/** What is wrong with the refusal of an input for one of its fields; undefined where it was taken. */
const problemWith = (operation: AnyOperation, field: string, input: unknown): string | undefined => {
  const { accepted, error } = outcome(operation, input)
  if (accepted) return undefined
  if (!isPatchbayError(error) || error.code !== 'input.invalid') return `a bug: ${String(error)}`
  const named = error.field ?? ''
  if (named !== field && !named.startsWith(`${field}.`)) return `names ${named}`
  const said =
    error.message.startsWith(`${named}: `) && error.message.length < 500 && !unsafe.test(error.message)
  return said ? 'refused well' : `says ${error.message.slice(0, 500)}`
}

describe.each(catalogue.map((operation) => [operation.name, operation] as const))(
  '%s',
  (_name, operation) => {
    const fields = Object.keys(schemaOf(operation).properties)
    const base = valid(operation)

    it('takes what it needs, and says what is missing or unknown', () => {
      expect(outcome(operation, base)).toEqual({ accepted: true })
      for (const field of Object.keys(base)) {
        const { [field]: _left, ...others } = base
        expect(() => parseInput(operation, others)).toThrow(`${field}: is missing.`)
      }
      expect(() => parseInput(operation, { ...base, unheard: 1 })).toThrow(
        'unheard: is not a field of this operation.',
      )
      for (const other of [undefined, null, 'text', 7, [], huge])
        expect(outcome(operation, other)).toMatchObject({ error: { code: 'input.invalid' } })
    })

    it('has words for people, a plan where it changes something, and a name that stays', () => {
      const { name, title, summary, risk, plan, unlogged = false } = operation
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
      expect(title.length).toBeLessThan(40)
      expect(summary).toMatch(/^[A-Z].*\.$/)
      expect(plan !== undefined).toBe(risk !== 'read' && !unlogged)
      for (const [field, raw] of Object.entries(schemaOf(operation).properties)) {
        const { description } = z.looseObject({ description: z.string().default('') }).parse(raw)
        expect({ field, described: description !== '' }).toEqual({ field, described: true })
      }
    })

    it.each(versions)(
      'names privileges that %s has, all of them when they are missing, and a role with them',
      (version) => {
        const input = parseInput(operation, base)
        const required = allOf(
          requiredFor(operation, { input, target: undefined, cluster: { ...cluster, version } }),
        )
        expect(required.cluster.filter((privilege) => !knowsPrivilege(version, privilege))).toEqual([])
        const needs = required.cluster.length + required.index.length
        expect(needs > 0 || operation.risk === 'read').toBe(true)
        if (needs === 0) return

        const { message, next } = privilegeMissing({ actor, operation, missing: required })
        for (const privilege of required.cluster) expect(message).toContain(privilege)
        for (const { names, privileges } of required.index)
          for (const part of [...names, ...privileges]) expect(message).toContain(part)
        expect(next).toContain(`patchbay privilege explain ${operation.name}`)

        const role = roleSchema.parse(JSON.parse(roleRequest('r', required).body))
        expect(role.cluster).toEqual(expect.arrayContaining([...required.cluster]))
        for (const { names, privileges } of required.index)
          for (const name of names)
            expect(
              role.indices.filter((one) => one.names.includes(name)).flatMap((one) => one.privileges),
            ).toEqual(expect.arrayContaining([...privileges]))
      },
    )

    it('says what it needs when nothing but its connector is known', () => {
      if (operation.target?.field !== 'connector') return
      const bare = connectorSchema.parse({ id: 'c1' })
      const full = { ...bare, name: 'p', index_name: 'search-p', service_type: 'dir', is_native: true }
      for (const connector of [bare, full]) {
        const asked = {
          input: { connector: 'c1' },
          target: connector,
          cluster: { ...cluster, version: '8.17.10' },
        }
        expect(requiredFor(operation, asked).index.flatMap(({ names }) => names)).not.toContain(undefined)
      }
    })

    it('names the field of whatever it does not take, in a sentence that is safe to show', () => {
      const wrong = fields.flatMap((field) =>
        hostile.flatMap(([what, value]) => {
          const problem = problemWith(operation, field, { ...base, [field]: value })
          const tooMuch = problem === undefined && /10 MB|million|deep/.test(what)
          return problem === 'refused well' || (problem === undefined && !tooMuch)
            ? []
            : [`${field}, ${what}: ${problem ?? 'was taken'}`]
        }),
      )
      expect(wrong).toEqual([])
      expect(Reflect.get({}, 'polluted')).toBeUndefined()
    })
  },
)
