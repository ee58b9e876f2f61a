import { randomBytes } from 'node:crypto'
import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Response, Route } from '../../http/route.ts'
import { validate } from '../../xcontent/validate.ts'
import { checkRoleQueries } from '../../visibility/role-query.ts'
import { hashKey } from '../key-hash.ts'
import type { Principal } from '../principal.ts'
import type { RoleDescriptors } from '../role-descriptor.ts'
import { grantsNothing } from '../role-descriptor.ts'
import { roleComplaints } from '../role-complaints.ts'
import type { SecurityContext } from '../security-context.ts'
import type { NewKey } from './api-key-parser.ts'
import { newKeyParser } from './api-key-parser.ts'

const action = 'cluster:admin/xpack/security/api_key/create'

const nameComplaints = (name: string): (string | false)[] =>
  name === ''
    ? ['api key name is required']
    : [
        name.length > 256 && 'api key name may not be more than 256 characters long',
        name !== name.trim() && 'api key name may not begin or end with whitespace',
        name.startsWith('_') && 'api key name may not begin with an underscore',
      ]

/**
 * What a new key can't go beyond: what its owner holds now. A key can only make keys that can do nothing, since one
 * whose rights nobody signed for must not multiply.
 */
const limitsOf = (
  { grants }: SecurityContext,
  principal: Principal,
  sent: RoleDescriptors,
): RoleDescriptors => {
  if (principal.apiKey === undefined) return grants.existing(principal.roles)
  const descriptors = Object.values(sent)
  if (descriptors.length > 0 && descriptors.every(grantsNothing)) return {}
  throw new ElasticsearchException(
    400,
    'illegal_argument_exception',
    'creating derived api keys requires an explicit role descriptor that is empty (has no privileges)',
  )
}

/** Makes a key that belongs to the principal. The answer is the only one that ever holds the key itself. */
export const makeKey = (
  context: SecurityContext,
  principal: Principal,
  { name, descriptors, expiration, metadata }: NewKey,
): Response => {
  validate(
    ...nameComplaints(name),
    Object.keys(metadata).some((key) => key.startsWith('_')) &&
      'API key metadata keys may not start with [_]',
    ...Object.values(descriptors).flatMap((descriptor) => roleComplaints(context.privileges, descriptor)),
  )
  for (const descriptor of Object.values(descriptors)) checkRoleQueries(descriptor)
  const limits = limitsOf(context, principal, descriptors)
  const [id, secret] = [randomBytes(15).toString('base64url'), randomBytes(16).toString('base64url')]
  const creation = context.now().getTime()
  const expires = expiration === undefined ? null : creation + expiration
  context.store.putKey({
    id,
    name,
    hash: hashKey(secret),
    creation,
    expiration: expires,
    invalidation: null,
    username: principal.username,
    realm: principal.realm.name,
    realm_type: principal.realm.type,
    owner: { full_name: principal.fullName, email: principal.email, metadata: principal.metadata },
    metadata,
    role_descriptors: descriptors,
    limited_by: limits,
  })
  const encoded = Buffer.from(`${id}:${secret}`).toString('base64')
  const expiring = expires === null ? {} : { expiration: expires }
  return { status: 200, body: { id, name, ...expiring, api_key: secret, encoded } }
}

/** `POST|PUT /_security/api_key`. */
export const createApiKey =
  (method: 'POST' | 'PUT') =>
  (context: SecurityContext): Route => ({
    method,
    path: '/_security/api_key',
    query: ['refresh'],
    action,
    handle: async (request) => {
      context.authorizer.requireCluster(request.principal, action, true)
      return makeKey(context, request.principal, newKeyParser.parse(await request.text()))
    },
  })
