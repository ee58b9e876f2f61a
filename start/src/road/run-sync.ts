import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Made, resultOf, type Road } from './road.ts'

const started = z.object({ job: z.string() })
const jobSchema = z.object({
  status: z.string(),
  error: z.string().nullish(),
  indexedDocuments: z.number(),
  deletedDocuments: z.number(),
  totalDocuments: z.number().nullish(),
})
export type FinishedJob = z.infer<typeof jobSchema>

const number = new Intl.NumberFormat('en')
const patience = 120_000
const ends = ['completed', 'error', 'canceled', 'suspended']

/** Asks for a full sync and waits until the worker has finished it. */
const runSync = async (
  { core, ada, signal }: Road,
  { id }: Made,
  say: (progress: string) => void,
): Promise<FinishedJob> => {
  const { job } = started.parse(resultOf(await core.run(ada, 'sync.start', { connector: id, kind: 'full' })))
  const begun = performance.now()
  for (;;) {
    const seen = jobSchema.parse(resultOf(await core.run(ada, 'sync.get', { job })))
    if (seen.status === 'completed') return seen
    if (ends.includes(seen.status))
      throw new Error(`The sync ended as ${seen.status}: ${seen.error ?? 'no reason given'}`)
    if (performance.now() - begun > patience)
      throw new Error(`The sync is ${seen.status} after ${patience / 1000} s.`)
    say(
      seen.status === 'pending'
        ? 'waits for the worker …'
        : `${number.format(seen.indexedDocuments)} written …`,
    )
    await sleep(100, undefined, { signal })
  }
}

/** The sync as one line of the road; `expected` says what its counts must be. */
export const showSync = (
  road: Road,
  connector: Made,
  { what, expected }: { what: string; expected: { indexed: number; deleted: number; total: number } },
): Promise<void> =>
  road.show(what, async (say) => {
    const job = await runSync(road, connector, say)
    const counts = { indexed: job.indexedDocuments, deleted: job.deletedDocuments, total: job.totalDocuments }
    if (JSON.stringify(counts) !== JSON.stringify(expected)) {
      throw new Error(`The sync says ${JSON.stringify(counts)}, and ${JSON.stringify(expected)} is right.`)
    }
    const unchanged = expected.total - expected.indexed
    const figure = [
      `${number.format(expected.indexed)} written`,
      ...(unchanged > 0 ? [`${number.format(unchanged)} unchanged`] : []),
      `${number.format(expected.deleted)} deleted`,
    ].join(' · ')
    return { figure, value: undefined }
  })
