import type { Runner, Session } from '@patchbay/core'
import { z } from 'zod'

const checkedSchema = z.object({
  problems: z.array(z.object({ kind: z.string(), rule: z.number().nullable(), problem: z.string() })),
})

/** What is wrong with a cluster's policy, a sentence each: a rule that nobody can fulfil is told before somebody waits. */
export const checkPolicy = async (core: Runner, session: Session): Promise<string[]> => {
  const answer = await core.run(session, 'policy.check', {})
  const { problems } = checkedSchema.parse('result' in answer ? answer.result : undefined)
  return problems.map(
    ({ kind, rule, problem }) =>
      `The policy of ${session.cluster.name}${rule === null ? '' : `, rule ${rule}`}: ${problem} (${kind}).`,
  )
}
