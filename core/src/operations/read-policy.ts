import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'
import { isAdministrator } from '../protocol/actor.ts'
import { type Policy, policyIndex, policySchema } from '../protocol/policy.ts'

/** One version of the cluster's policy, with Elasticsearch's stamp. */
export interface PolicyVersion {
  n: number
  policy: Policy
  /** ISO 8601. */
  at: string
  by: string
}

const page = 32

const storedSchema = z.object({
  policy: policySchema,
  '@timestamp': z.iso.datetime({ offset: true }),
  by: z.object({ username: z.string(), roles: z.array(z.string()).default([]) }),
})

const answerSchema = z.object({
  docs: z.array(
    z.object({
      found: z.boolean().default(false),
      _source: z.unknown().optional(),
      error: z.unknown().optional(),
    }),
  ),
})

const notSetUp = (cause?: unknown): PatchbayError =>
  new PatchbayError('cluster.not-set-up', 'This cluster is not set up for Patchbay: it has no policy.', {
    next: 'An administrator runs `patchbay cluster setup` once.',
    cause,
  })

/**
 * Reads every version of the policy, oldest first, in realtime. A version whose stamp does not show an administrator,
 * or that is not a policy, is void.
 * @throws PatchbayError `cluster.not-set-up` when there is none.
 */
export const readPolicy = async (es: Client): Promise<readonly [PolicyVersion, ...PolicyVersion[]]> => {
  const versions: PolicyVersion[] = []
  for (let from = 1; ; from += page) {
    const ids = Array.from({ length: page }, (_, i) => String(from + i))
    const answer = answerSchema.parse(
      await es.mget({ index: policyIndex, ids }).catch((error: unknown) => {
        throw hasStatus(error, 404) ? notSetUp(error) : error
      }),
    )
    for (const [i, document] of answer.docs.entries()) {
      if (!document.found) {
        const [first, ...rest] = versions
        if (first === undefined) throw notSetUp(document.error)
        return [first, ...rest]
      }
      const stored = storedSchema.safeParse(document._source)
      if (!stored.success || !isAdministrator(stored.data.by)) continue
      const { policy, by, '@timestamp': at } = stored.data
      versions.push({ n: from + i, policy, at, by: by.username })
    }
  }
}

/** The version in force at a time (ISO); the first one before that. */
export const policyAt = (versions: readonly [PolicyVersion, ...PolicyVersion[]], at: string): PolicyVersion =>
  versions.findLast((version) => Date.parse(version.at) <= Date.parse(at)) ?? versions[0]
