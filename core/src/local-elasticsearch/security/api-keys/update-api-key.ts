import { isDeepStrictEqual } from 'node:util'
import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { validate } from '../../xcontent/validate.ts'
import { roleComplaints } from '../role-complaints.ts'
import type { SecurityContext } from '../security-context.ts'
import { changedKeyParser } from './api-key-parser.ts'
import { ownsKey } from './key-owner.ts'

const action = 'cluster:admin/xpack/security/api_key/update'

const illegal = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'illegal_argument_exception', reason)

/** `PUT /_security/api_key/{id}`: only by its owner, whose rights limit it anew. */
export const updateApiKey = ({ store, authorizer, grants, privileges, now }: SecurityContext): Route => ({
  method: 'PUT',
  path: '/_security/api_key/{id}',
  action,
  handle: async (request) => {
    const { principal } = request
    const id = request.params['id'] ?? ''
    authorizer.requireCluster(principal, action, true)
    const text = await request.text()
    const change = changedKeyParser.parse(text.trim() === '' ? '{}' : text)
    validate(
      Object.keys(change.metadata ?? {}).some((key) => key.startsWith('_')) &&
        'API key metadata keys may not start with [_]',
      ...Object.values(change.descriptors ?? {}).flatMap((descriptor) =>
        roleComplaints(privileges, descriptor),
      ),
    )
    if (principal.apiKey) {
      throw illegal('authentication via API key not supported: only the owner user can update an API key')
    }
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
    return { status: 200, body: { updated } }
  },
})
