import type { JsonNode } from '../../xcontent/json-node.ts'
import { plainObject, tokenOf } from '../../xcontent/json-node.ts'
import { parseBody } from '../../xcontent/parse-body.ts'
import { ParseException } from '../../xcontent/parse-exception.ts'

export interface SentUser {
  username?: string
  password?: string
  roles?: string[]
  fullName: string | null
  email: string | null
  metadata: Record<string, unknown>
  enabled: boolean
}

const refused = (node: JsonNode, reason: string): ParseException =>
  new ParseException({ type: 'parse_exception', reason }, node.at)

const text = (node: JsonNode, field: string): string => {
  if (node.kind === 'string') return node.value
  throw refused(node, `expected field [${field}] to be of type string, but found [${tokenOf(node)}] instead`)
}

const optionalText = (node: JsonNode, field: string): string | null =>
  node.kind === 'null' ? null : text(node, field)

const roleNames = (node: JsonNode): string[] => {
  const items = node.kind === 'array' ? node.items : [node]
  return items.map((item) => {
    if (item.kind === 'string') return item.value
    const reason = `could not parse [roles] field. expected a string array but found [${tokenOf(item)}] value instead`
    throw refused(item, reason)
  })
}

/** The body of a request that makes or changes a user. Throws the genuine 400s. */
export const readUser = (body: string): SentUser => {
  const node = parseBody(body)
  if (node.kind !== 'object') throw refused(node, `expected an object but found [${tokenOf(node)}] instead`)
  const user: SentUser = { fullName: null, email: null, metadata: {}, enabled: true }
  for (const { name, value } of node.entries) {
    if (name === 'username' || name === 'password') user[name] = text(value, name)
    else if (name === 'roles') user.roles = roleNames(value)
    else if (name === 'full_name') user.fullName = optionalText(value, name)
    else if (name === 'email') user.email = optionalText(value, name)
    else if (name === 'metadata' && value.kind === 'object') user.metadata = plainObject(value)
    else if (name === 'enabled' && value.kind === 'boolean') user.enabled = value.value
    else throw refused(value, `failed to parse add user request. unexpected field [${name}]`)
  }
  if (node.broken) throw node.broken
  return user
}
