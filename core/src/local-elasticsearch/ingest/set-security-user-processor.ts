import type { Principal } from '../security/principal.ts'
import { isObject } from '../xcontent/is-object.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'

const known = [
  'username',
  'roles',
  'full_name',
  'email',
  'metadata',
  'api_key',
  'realm',
  'authentication_type',
] as const
type Property = (typeof known)[number]

const isProperty = (name: unknown): name is Property => known.some((property) => property === name)

const nonEmpty = (value: Record<string, unknown>): Record<string, unknown> | undefined =>
  Object.keys(value).length === 0 ? undefined : value

/** What is known about the caller. Undefined is left out, and what the document had in that place stays. */
const describe = (principal: Principal, property: Property, before: unknown): unknown => {
  switch (property) {
    case 'username':
      return principal.username
    case 'roles':
      return principal.roles.length === 0 ? undefined : [...principal.roles]
    case 'full_name':
      return principal.fullName ?? undefined
    case 'email':
      return principal.email ?? undefined
    case 'metadata':
      return nonEmpty(principal.metadata)
    case 'realm': {
      const { name, type } = principal.apiKey?.makerRealm ?? principal.realm
      return { ...(isObject(before) ? before : {}), name, type }
    }
    case 'authentication_type':
      return principal.authenticationType.toUpperCase()
    case 'api_key': {
      if (principal.apiKey === undefined) return undefined
      const { id, name, metadata } = principal.apiKey
      const described = { ...(isObject(before) ? before : {}), name, id }
      return nonEmpty(metadata) === undefined ? described : { ...described, metadata }
    }
  }
}

/**
 * `set_security_user`: stamps who wrote, the effective user under run-as. An object that stands in the field keeps what
 * the stamp doesn't set, so a pipeline that must not believe the writer removes the field first.
 */
export const setSecurityUserProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const given = options.take('properties') ?? known
  const properties: Property[] = []
  for (const name of Array.isArray(given) ? given : [given]) {
    if (!isProperty(name))
      throw options.failure(`[properties] Property value [${name}] is in valid`, 'properties')
    properties.push(name)
  }
  return (document) => {
    const before = document.get(field)
    const user = new Map(Object.entries(isObject(before) ? before : {}))
    for (const property of properties) {
      const value = describe(document.principal, property, user.get(property))
      if (value !== undefined) user.set(property, value)
    }
    document.set(field, Object.fromEntries(user))
  }
}
