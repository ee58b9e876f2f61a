import type { Value } from '../../xcontent/object-parser.ts'
import { BuildFailure, buildingParser, optional, required } from '../../xcontent/object-parser.ts'
import { anyObject, listOf, nullable, string } from '../../xcontent/values.ts'
import { readRoleDescriptor } from '../read-role-descriptor.ts'
import type { RoleDescriptors } from '../role-descriptor.ts'
import { ParseException, wrapped } from '../../xcontent/parse-exception.ts'

const units: Readonly<Record<string, number>> = {
  nanos: 1e-6,
  micros: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of a time such as `1d`. */
const milliseconds = (text: string): number => {
  if (text === '0' || text === '-1') return Number(text)
  const [, amount, unit] = /^(-?\d+)\s*(nanos|micros|ms|s|m|h|d)$/.exec(text.trim().toLowerCase()) ?? []
  if (amount !== undefined && unit !== undefined) return Math.trunc(Number(amount) * (units[unit] ?? 0))
  throw new BuildFailure({
    type: 'illegal_argument_exception',
    reason: `failed to parse setting [expiration] with value [${text}] as a time value: unit is missing or unrecognized`,
  })
}

const descriptors: Value<RoleDescriptors> = {
  accepts: ['object'],
  read: (node) => {
    if (node.kind !== 'object') return {}
    const read = node.entries.map(({ name, value }) => {
      try {
        return [name, readRoleDescriptor(name, value)]
      } catch (error) {
        throw error instanceof ParseException ? wrapped(error, 'role_descriptors', name) : error
      }
    })
    if (node.broken) throw node.broken
    return Object.fromEntries(read)
  },
}

const expiration = optional(nullable(string))

/** The body of a request for a new key; `expiration` in milliseconds from now. */
export const newKeyParser = buildingParser({
  name: 'api_key_request',
  strict: true,
  fields: {
    name: required(string),
    role_descriptors: optional(nullable(descriptors)),
    expiration,
    metadata: optional(nullable(anyObject)),
  },
  build: (fields) => ({
    name: fields.name,
    descriptors: fields.role_descriptors ?? {},
    explicit: fields.role_descriptors !== undefined && fields.role_descriptors !== null,
    expiration: typeof fields.expiration === 'string' ? milliseconds(fields.expiration) : undefined,
    metadata: fields.metadata ?? {},
  }),
})

export type NewKey = ReturnType<typeof newKeyParser.parse>

/** The body of a grant: a key for somebody else, who gives the password. */
export const grantParser = buildingParser({
  name: 'grant_api_key_request',
  strict: true,
  fields: {
    grant_type: required(string),
    username: optional(string),
    password: optional(string),
    run_as: optional(string),
    access_token: optional(string),
    api_key: optional(newKeyParser),
  },
  build: (fields) => fields,
})

/** The body of one change of several keys. */
export const changedKeysParser = buildingParser({
  name: 'bulk_update_api_key_request',
  strict: true,
  fields: {
    ids: required(listOf(string)),
    role_descriptors: optional(nullable(descriptors)),
    metadata: optional(nullable(anyObject)),
    expiration,
  },
  build: (fields) => ({
    ids: fields.ids,
    descriptors: fields.role_descriptors ?? undefined,
    metadata: fields.metadata ?? undefined,
    expiration: typeof fields.expiration === 'string' ? milliseconds(fields.expiration) : undefined,
  }),
})

/** The body of a change of a key; what is absent stays. */
export const changedKeyParser = buildingParser({
  name: 'update_api_key_request_payload',
  strict: true,
  fields: {
    role_descriptors: optional(nullable(descriptors)),
    metadata: optional(nullable(anyObject)),
    expiration,
  },
  build: (fields) => ({
    descriptors: fields.role_descriptors ?? undefined,
    metadata: fields.metadata ?? undefined,
    expiration: typeof fields.expiration === 'string' ? milliseconds(fields.expiration) : undefined,
  }),
})
