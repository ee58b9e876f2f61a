import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@elastic/elasticsearch'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import { readPolicy } from '../operations/read-policy.ts'
import { defaultPolicy, type Policy } from '../protocol/policy.ts'
import { appendPolicy } from './append-policy.ts'
import type { Ensured } from './ensured.ts'

const policies: Readonly<Record<'ask' | 'now', Policy>> = { ask: defaultPolicy, now: { rules: [] } }

/**
 * Writes the first policy, which asks. A policy that is there stays, unless one is named: then that one is the next
 * version. That is the way out of a policy that locks everybody out: whoever may set up a cluster may make roles and
 * users anyhow, so it opens nothing to them.
 */
export const ensurePolicy = async (es: Client, named: 'ask' | 'now' | undefined): Promise<Ensured> => {
  const versions = await readPolicy(es).catch((error: unknown) => {
    if (isPatchbayError(error) && error.code === 'cluster.not-set-up') return []
    throw error
  })
  const newest = versions.at(-1)
  if (newest !== undefined && named === undefined) return 'unchanged'
  const wanted = policies[named ?? 'ask']
  if (isDeepStrictEqual(newest?.policy, wanted)) return 'unchanged'
  if ((await appendPolicy(es, (newest?.n ?? 0) + 1, wanted)) === 'taken') {
    throw new PatchbayError('elasticsearch.conflict', 'Somebody else wrote a policy just now.', {
      next: 'Try again.',
    })
  }
  return newest === undefined ? 'created' : 'put right'
}
