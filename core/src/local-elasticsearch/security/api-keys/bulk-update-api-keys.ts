import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import type { SecurityContext } from '../security-context.ts'
import { changedKeysParser } from './api-key-parser.ts'
import { changeKey, checkChange, refuseKeys } from './update-api-key.ts'

const action = 'cluster:admin/xpack/security/api_key/bulk_update'

/** `POST /_security/api_key/_bulk_update`: one change of several keys of one's own, each by itself. */
export const bulkUpdateApiKeys = (context: SecurityContext): Route => ({
  method: 'POST',
  path: '/_security/api_key/_bulk_update',
  action,
  handle: async (request) => {
    const { principal } = request
    context.authorizer.requireCluster(principal, action, true)
    const { ids, ...change } = changedKeysParser.parse(await request.text())
    checkChange(context, change, ids.length === 0 && 'Field [ids] cannot be empty')
    refuseKeys(principal)
    const updated: string[] = []
    const noops: string[] = []
    const failed = new Map<string, unknown>()
    for (const id of new Set(ids)) {
      try {
        const list = changeKey(context, principal, { id, change }) ? updated : noops
        list.push(id)
      } catch (error) {
        if (!(error instanceof ElasticsearchException)) throw error
        failed.set(id, { type: error.type, reason: error.reason })
      }
    }
    const errors = { count: failed.size, details: Object.fromEntries(failed) }
    return { status: 200, body: { updated, noops, ...(failed.size === 0 ? {} : { errors }) } }
  },
})
