import type { JsonNode } from '../xcontent/json-node.ts'
import { plainObject, plainValue, tokenOf } from '../xcontent/json-node.ts'
import type { Cause } from '../xcontent/parse-exception.ts'
import { ParseException } from '../xcontent/parse-exception.ts'
import { covers, hasWildcard } from './privileges/pattern.ts'
import type { ApplicationGrant, FieldGrant, IndexGrant, RoleDescriptor } from './role-descriptor.ts'

const refused = (node: JsonNode, reason: string, cause?: Cause): ParseException => {
  const chain = { type: 'parse_exception', reason, ...(cause === undefined ? {} : { caused_by: cause }) }
  return new ParseException(chain, node.kind === 'object' ? node.end : node.at)
}

const strings = (node: JsonNode, field: string, options: { single?: boolean } = {}): string[] => {
  const wrong = () =>
    refused(
      node,
      `could not parse [${field}] field. expected a string array but found [${tokenOf(node)}] value instead`,
    )
  const items = node.kind === 'array' ? node.items : options.single ? [node] : []
  if (node.kind !== 'array' && !options.single) throw wrong()
  return items.map((item) => {
    if (item.kind !== 'string') throw wrong()
    return item.value
  })
}

const objects = (node: JsonNode, what: string, role: string): (JsonNode & { kind: 'object' })[] => {
  if (node.kind !== 'array') {
    throw refused(
      node,
      `failed to parse ${what} for role [${role}]. expected field to be an array of objects`,
    )
  }
  return node.items.map((item) => {
    if (item.kind === 'object' && item.broken === undefined) return item
    throw refused(
      item,
      `failed to parse ${what} for role [${role}]. expected an object but found [${tokenOf(item)}]`,
    )
  })
}

const required = <T>(value: T | undefined, node: JsonNode, missing: string): T => {
  if (value !== undefined) return value
  throw refused(node, missing)
}

/** The `indices` of a role, or the `index` of a privilege check; `role` is how errors call the whole. */
export const readIndexGrants = (
  node: JsonNode,
  role: string,
  { limits }: { limits: boolean },
): IndexGrant[] =>
  objects(node, 'indices privileges', role).map((entry) => {
    const failed = `failed to parse indices privileges for role [${role}]`
    let names: string[] | undefined
    let privileges: string[] | undefined
    let fields: FieldGrant | undefined
    let query: string | undefined
    let allowRestricted = false
    for (const { name, value } of entry.entries) {
      if (name === 'names') {
        names = strings(value, name, { single: true })
        if (names.length === 0) {
          throw refused(value, `${failed}. [names] cannot be an empty array`)
        }
      } else if (name === 'privileges') privileges = strings(value, name)
      else if (name === 'allow_restricted_indices' && value.kind === 'boolean') allowRestricted = value.value
      else if ((name === 'field_security' || name === 'query') && !limits) {
        throw refused(value, `Field [${name}] is not supported in a has_privileges request`)
      } else if (name === 'field_security') fields = readFields(value, failed)
      else if (name === 'query') query = readQuery(value, failed)
      else {
        throw refused(value, `${failed}. unexpected field [${name}]`)
      }
    }
    return {
      names: required(names, entry, `${failed}. missing required [names] field`),
      privileges: required(privileges, entry, `${failed}. missing required [privileges] field`),
      ...(fields === undefined ? {} : { field_security: fields }),
      ...(query === undefined ? {} : { query }),
      allow_restricted_indices: allowRestricted,
    }
  })

const readQuery = (node: JsonNode, failed: string): string | undefined => {
  if (node.kind === 'null') return undefined
  if (node.kind === 'string') return node.value
  if (node.kind === 'object' || node.kind === 'array') return JSON.stringify(plainValue(node))
  const what = 'expected field [query] value to be null, a string, an array, or an object'
  throw refused(node, `${failed}. ${what}, but found [${tokenOf(node)}] instead`)
}

/** What is excepted must be granted before; where a regular expression hides that, nobody asks. */
const checkExceptions = (node: JsonNode, failed: string, { grant, except = [] }: FieldGrant): void => {
  const isRegex = (pattern: string) => hasWildcard(pattern) && pattern.startsWith('/')
  if (grant.some(isRegex)) return
  const lost = except.filter((one) => !isRegex(one) && !grant.some((pattern) => covers(pattern, one)))
  if (lost.length === 0) return
  const why = `Exceptions for field permissions must be a subset of the granted fields but ${except.join(',')} is not a subset of ${grant.join(',')}`
  throw refused(node, `${failed} - ${why}`, { type: 'security_exception', reason: why })
}

const readFields = (node: JsonNode, failed: string): FieldGrant | undefined => {
  if (node.kind === 'null') return undefined
  if (node.kind !== 'object') {
    throw refused(node, `${failed}. expected START_OBJECT but got ${tokenOf(node)} in "field_security".`)
  }
  let grant: string[] | undefined
  let except: string[] | undefined
  for (const { name, value } of node.entries) {
    if (name === 'grant') grant = strings(value, name)
    else if (name === 'except') except = strings(value, name)
    else {
      throw refused(
        value,
        `${failed}. "field_security" only accepts options grant and except, but got: ${name}`,
      )
    }
  }
  if (node.entries.length === 0) throw refused(node, `${failed}. "field_security" must not be empty.`)
  if (grant === undefined) throw refused(node, `${failed}. field_security requires grant if except is given`)
  const fields = { grant, ...(except === undefined ? {} : { except }) }
  checkExceptions(node, failed, fields)
  return fields
}

/** The `applications` of a role, or the `application` of a privilege check. */
export const readApplicationGrants = (node: JsonNode, role: string): ApplicationGrant[] =>
  objects(node, 'application privileges', role).map((entry) => {
    const failed = `failed to parse application privileges for role [${role}]`
    const found: Partial<ApplicationGrant> = {}
    for (const { name, value } of entry.entries) {
      if (name === 'application' && value.kind === 'string') found.application = value.value
      else if (name === 'privileges' || name === 'resources') found[name] = strings(value, name)
      else throw refused(value, `${failed}. unexpected field [${name}]`)
    }
    return {
      application: required(found.application, entry, `${failed}. missing required [application] field`),
      privileges: required(found.privileges, entry, `${failed}. missing required [privileges] field`),
      resources: required(found.resources, entry, `${failed}. missing required [resources] field`),
    }
  })

/** Reads a list of strings; a wrong one is told as the failure of the whole role. */
const ofRole = <T>(role: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ParseException) || !error.reason.startsWith('could not parse')) throw error
    throw new ParseException(
      { type: 'parse_exception', reason: `failed to parse role [${role}]`, caused_by: error.chain },
      error.at,
    )
  }
}

const emptyOnly = ['global', 'remote_indices', 'remote_cluster']

const isEmpty = (node: JsonNode): boolean =>
  (node.kind === 'object' && node.entries.length === 0) || (node.kind === 'array' && node.items.length === 0)

/** A role as it is sent. Throws the genuine 400s; privilege names are checked by `roleComplaints`. */
export const readRoleDescriptor = (role: string, node: JsonNode): RoleDescriptor => {
  if (node.kind !== 'object') {
    throw refused(
      node,
      `failed to parse role [${role}]. expected an object but found [${tokenOf(node)}] instead`,
    )
  }
  const descriptor: RoleDescriptor = {
    cluster: [],
    indices: [],
    applications: [],
    run_as: [],
    metadata: {},
    transient_metadata: { enabled: true },
  }
  for (const { name, value } of node.entries) {
    if (name === 'cluster' || name === 'run_as') descriptor[name] = ofRole(role, () => strings(value, name))
    else if (name === 'indices' || name === 'index') {
      descriptor.indices = ofRole(role, () => readIndexGrants(value, role, { limits: true }))
    } else if (name === 'applications')
      descriptor.applications = ofRole(role, () => readApplicationGrants(value, role))
    else if (name === 'metadata' && value.kind === 'object') descriptor.metadata = plainObject(value)
    else if (name === 'description' && value.kind === 'string') descriptor.description = value.value
    else if (emptyOnly.includes(name) && !isEmpty(value)) {
      throw refused(value, `failed to parse role [${role}]. local Elasticsearch does not know [${name}]`)
    } else if (name !== 'transient_metadata' && !emptyOnly.includes(name)) {
      throw refused(value, `failed to parse role [${role}]. unexpected field [${name}]`)
    }
  }
  if (node.broken) throw node.broken
  return descriptor
}
