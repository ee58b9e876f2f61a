import type { Runner, Session } from '@patchbay/core'
import { z } from 'zod'

const checkedSchema = z.object({
  problems: z.array(z.object({ kind: z.string(), rule: z.number().nullable(), problem: z.string() })),
  notChecked: z.string().nullable(),
  counted: z.number().nullable(),
})
const linkedSchema = z.object({ items: z.array(z.object({ username: z.string() })) })

/**
 * What is wrong with a cluster's policy, a sentence each: a rule that nobody can fulfil is told before somebody waits.
 * The bot's key may not read users, and needn't: whoever decides here is somebody as whom it may act, and what roles
 * that one has Elasticsearch says to them.
 */
export const checkPolicy = async (
  core: Runner,
  { session, people }: { session: Session; people(): Readonly<Record<string, string>> },
): Promise<string[]> => {
  const result = async (name: string, input: object): Promise<unknown> => {
    const answer = await core.run(session, name, input)
    return 'result' in answer ? answer.result : undefined
  }
  const linked = linkedSchema.parse(await result('actor.list', {})).items
  const among = [...new Set([...Object.values(people()), ...linked.map(({ username }) => username)])]
  const { problems, notChecked, counted } = checkedSchema.parse(
    await result('policy.check', { among: among.slice(0, 500) }),
  )
  return [
    ...problems.map(
      ({ kind, rule, problem }) =>
        `The policy of ${session.cluster.name}${rule === null ? '' : `, rule ${rule}`}: ${problem} (${kind}).`,
    ),
    ...(notChecked !== null && counted === null
      ? [`The policy of ${session.cluster.name} was checked in part. ${notChecked}`]
      : []),
  ]
}
