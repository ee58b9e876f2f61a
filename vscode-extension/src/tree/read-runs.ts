import { isPatchbayError } from '@patchbay/core'
import { z } from 'zod'
import { type Ground, resultOf } from './result-of.ts'

const runSchema = z.object({
  run: z.string(),
  state: z.string(),
  title: z.string(),
  target: z.string().nullable(),
  requester: z.string().nullable(),
  executeAs: z.string().nullable(),
  approvers: z.array(z.array(z.string())),
  votes: z.array(z.object({ by: z.string() })),
})

/** Whether a run can't go on without whoever is signed in. The core decides again when they do something. */
const isForMe = ({ session: { actor } }: Ground, run: z.infer<typeof runSchema>): boolean => {
  const mine = run.requester === actor.username
  if (run.state === 'waiting') {
    const voted = run.votes.some(({ by }) => by === actor.username)
    const allowed = run.approvers.every((list) =>
      list.some((one) =>
        one.startsWith('role:') ? actor.roles.includes(one.slice(5)) : one === `user:${actor.username}`,
      ),
    )
    return !mine && !voted && allowed && actor.apiKey === undefined
  }
  const itsTurn = ['approved', 'cleared'].includes(run.state) && run.executeAs === null
  return mine && (itsTurn || run.state === 'ready' || run.state === 'failed')
}

type Run = Pick<z.infer<typeof runSchema>, 'run' | 'state' | 'title' | 'target' | 'requester'> & {
  forMe: boolean
}

/**
 * The runs that wait for somebody, those for this person first; none where they may not read the run log, or there is
 * none yet.
 */
export const readRuns = async (ground: Ground): Promise<Run[]> => {
  try {
    const { items } = z
      .object({ items: z.array(runSchema) })
      .parse(await resultOf(ground, 'approval.list', {}))
    return items
      .map((run) => ({ ...run, forMe: isForMe(ground, run) }))
      .toSorted((a, b) => Number(b.forMe) - Number(a.forMe))
  } catch (error) {
    const codes = ['privilege.missing', 'cluster.not-set-up', 'elasticsearch.not-found']
    if (isPatchbayError(error) && codes.includes(error.code)) return []
    throw error
  }
}
