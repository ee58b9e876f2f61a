import { isDeepStrictEqual } from 'node:util'
import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { validate } from '../../xcontent/validate.ts'
import { checkRoleQueries } from '../../visibility/role-query.ts'
import { roleComplaints } from '../role-complaints.ts'
import type { Principal } from '../principal.ts'
import type { SecurityContext } from '../security-context.ts'
import { changedKeyParser } from './api-key-parser.ts'
import { ownsKey } from './key-owner.ts'

const action = 'cluster:admin/xpack/security/api_key/update'

const illegal = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'illegal_argument_exception', reason)

type Change = ReturnType<typeof changedKeyParser.parse>

/** Throws 400 for a change that no key can take. */
export const checkChange = (
  { privileges }: SecurityContext,
  change: Pick<Change, 'metadata' | 'descriptors'>,
  ...complaints: (string | false)[]
): void => {
  const descriptors = Object.values(change.descriptors ?? {})
  validate(
    ...complaints,
    Object.keys(change.metadata ?? {}).some((key) => key.startsWith('_')) &&
      'API key metadata keys may not start with [_]',
    ...descriptors.flatMap((descriptor) => roleComplaints(privileges, descriptor)),
  )
  for (const descriptor of descriptors) checkRoleQueries(descriptor)
}

export const refuseKeys = ({ apiKey }: Principal): void => {
  if (apiKey === undefined) return
  throw illegal('authentication via API key not supported: only the owner user can update an API key')
}

/** Changes one key of the principal's own; false where it was like that already. Throws 404 and 400. */
export const changeKey = (
  { store, grants, now }: SecurityContext,
  principal: Principal,
  { id, change }: { id: string; change: Change },
): boolean => {
  const key = store.key(id)
  if (key === undefined || !ownsKey(principal, key)) {
    throw new ElasticsearchException(
      404,
      'resource_not_found_exception',
      `no API key owned by requesting user found for ID [${id}]`,
    )
  }
  if (key.invalidation !== null) throw illegal(`cannot update invalidated API key [${id}]`)
  if (key.expiration !== null && key.expiration <= now().getTime()) {
    throw illegal(`cannot update expired API key [${id}]`)
  }
  const changed = {
    ...key,
    role_descriptors: change.descriptors ?? key.role_descriptors,
    metadata: change.metadata ?? key.metadata,
    expiration: change.expiration === undefined ? key.expiration : now().getTime() + change.expiration,
    limited_by: grants.existing(principal.roles),
  }
  const updated = !isDeepStrictEqual(changed, key)
  if (updated) store.putKey(changed)
  return updated
}

/** `PUT /_security/api_key/{id}`: only by its owner, whose rights limit it anew. */
export const updateApiKey = (context: SecurityContext): Route => ({
  method: 'PUT',
  path: '/_security/api_key/{id}',
  action,
  handle: async (request) => {
    const { principal } = request
    const id = request.params['id'] ?? ''
    context.authorizer.requireCluster(principal, action, true)
    const text = await request.text()
    const change = changedKeyParser.parse(text.trim() === '' ? '{}' : text)
    checkChange(context, change)
    refuseKeys(principal)
    return { status: 200, body: { updated: changeKey(context, principal, { id, change }) } }
  },
})
