import type { Runner, Session } from '@patchbay/core'
import { z } from 'zod'
import { problemSchema } from '../notices/subscription.ts'
import type { HomeContents } from './home-view.ts'

const runsSchema = z.object({
  items: z.array(
    z.object({
      run: z.string(),
      title: z.string(),
      target: z.string().nullable(),
      state: z.string(),
      requester: z.string().nullable(),
      waitsFor: z.string().nullable(),
      votes: z.array(z.object({ by: z.string(), counts: z.boolean() })),
    }),
  ),
})
const connectorsSchema = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      status: z.string(),
      lastSync: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
})
const problemsSchema = z.object({ items: z.array(problemSchema) })
const recentSchema = z.object({
  items: z.array(
    z.object({
      connector: z.string(),
      results: z.array(z.object({ status: z.string(), changed: z.number() })),
    }),
  ),
})

/** How many syncs a line tells of. */
const syncsAtMost = 12
const connectorsAtMost = 20

/** Asked of core as the person, in four calls however many connectors there are. */
export const homeContents = async (
  core: Runner,
  session: Session,
): Promise<Omit<HomeContents, 'by' | 'clusters'>> => {
  const result = async (name: string, input: object): Promise<unknown> => {
    const answer = await core.run(session, name, input)
    return 'result' in answer ? answer.result : undefined
  }
  const [runs, connectors, problems] = await Promise.all([
    result('approval.list', { limit: 100 }).then((found) => runsSchema.parse(found)),
    result('connector.list', { limit: connectorsAtMost }).then((found) => connectorsSchema.parse(found)),
    result('connector.problems', { limit: 10_000 }).then((found) => problemsSchema.parse(found)),
  ])
  const ids = connectors.items.map(({ id }) => id)
  const recent =
    ids.length === 0
      ? { items: [] }
      : recentSchema.parse(await result('sync.recent', { connectors: ids, last: syncsAtMost }))
  return {
    username: session.actor.username,
    cluster: session.cluster.name,
    runs: runs.items,
    problems: problems.items,
    connectors: connectors.items,
    results: new Map(recent.items.map(({ connector, results }) => [connector, results])),
    total: connectors.total,
  }
}
