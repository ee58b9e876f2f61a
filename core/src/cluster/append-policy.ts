import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { ElasticsearchError } from '../errors.ts'
import { type Policy, policyIndex } from '../protocol/policy.ts'

const answerSchema = z.object({
  items: z.tuple([
    z.object({
      create: z.object({
        status: z.int(),
        error: z.object({ type: z.string(), reason: z.string() }).optional(),
      }),
    }),
  ]),
})

/** Writes version `n` of the policy. 'taken' when there is one of that number already. */
export const appendPolicy = async (es: Client, n: number, policy: Policy): Promise<'appended' | 'taken'> => {
  const operations = [{ create: { _id: String(n) } }, { policy }]
  const answer = answerSchema.parse(await es.bulk({ index: policyIndex, operations }))
  const { status, error } = answer.items[0].create
  if (status === 409) return 'taken'
  if (error === undefined) return 'appended'
  const code = status === 403 ? 'privilege.missing' : 'elasticsearch.refused'
  throw new ElasticsearchError(code, `The policy was not written: ${error.reason}`, {
    status,
    ...error,
    next: 'An administrator with the role `patchbay-admin` sets the policy.',
  })
}
