import { type Intercept, ElasticsearchError } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript, type Script } from './scripted-source.ts'
import { firstSeed, forEachSeed, type Random, seeded } from './seeded.ts'

class Killed extends Error {}

const silence = (): ElasticsearchError =>
  new ElasticsearchError('elasticsearch.unreachable', 'The line was reset.', {
    status: 0,
    type: 'no_answer',
    reason: 'reset',
  })
const busy = (status: number): ElasticsearchError =>
  new ElasticsearchError('elasticsearch.unavailable', 'There is no room.', {
    status,
    type: 'es_rejected_execution_exception',
    reason: 'full',
  })

const refusedItem = {
  index: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'full' } },
}

const someRefused = (answer: unknown, random: Random): unknown => {
  if (typeof answer !== 'object' || answer === null || !('items' in answer) || !Array.isArray(answer.items))
    return answer
  const items: unknown[] = answer.items.map((item: unknown) => (random.chance(0.3) ? refusedItem : item))
  return { errors: true, items }
}

/**
 * A way to Elasticsearch on which calls are lost before or after they were applied, refused, or answered in part; and
 * on which a worker dies. After so many faults it is a good one.
 */
const badLine = (random: Random, budget: number) => {
  const fired: string[] = []
  let left = budget
  let dead = false
  const fault = (name: string): string => {
    left -= 1
    fired.push(name)
    return name
  }
  const intercept: Intercept = async ({ path }, send) => {
    if (dead) throw new Killed('killed')
    if (left <= 0 || !random.chance(0.15)) return send()
    switch (random.below(path.endsWith('/_bulk') ? 6 : 5)) {
      case 0:
        fault('lost before')
        throw silence()
      case 1:
        fault('lost after')
        await send()
        throw silence()
      case 2:
        fault('429')
        throw busy(429)
      case 3: {
        const status = random.chance(0.5) ? 503 : 500
        fault(String(status))
        throw busy(status)
      }
      case 4: {
        fault('killed')
        const after = random.chance(0.5)
        if (after) await send()
        dead = true
        throw new Killed('killed')
      }
      default:
        fault('some refused')
        // They were applied: coming again under the same version, they must do no harm.
        return someRefused(await send(), random)
    }
  }
  return { intercept, fired, isDead: () => dead }
}

const documents = (random: Random, count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, { n: random.below(1_000) }]))

/** The source as it is some time later: some changed, some gone, some new. */
const later = (random: Random, parts: Script['parts']): Script['parts'] => {
  // Where little changes, whole chunks stay as they are.
  const share = random.chance(0.5)
    ? { gone: 0.08, changed: 0.2, grows: 1 }
    : { gone: 0.01, changed: 0.02, grows: 0.3 }
  return Object.fromEntries(
    Object.entries(parts).map(([part, old]) => {
      // Fewer than a worker holds back to ask about.
      let mayGo = Math.ceil(Object.keys(old).length / 10)
      const kept = Object.entries(old).filter(() => {
        const goes = mayGo > 0 && random.chance(share.gone)
        if (goes) mayGo -= 1
        return !goes
      })
      const changed = kept.map(([id, body]) => [id, random.chance(share.changed) ? { n: -1 } : body] as const)
      const added = random.chance(share.grows) ? { [`${part}-new`]: { n: random.below(9) } } : {}
      return [part, { ...Object.fromEntries(changed), ...added }]
    }),
  )
}

/** Sources differ: one tells fingerprints, one chunks as well, one can go on from the middle. */
const anySource = (random: Random, parts: Script['parts']): Script => ({
  ...newScript(parts),
  ...(random.chance(0.6) && { given: [], ...(random.chance(0.7) && { passed: 0 }) }),
  ...(random.chance(0.5) && { checkpoints: true }),
})

const flat = ({ parts }: Script): Record<string, object> =>
  Object.fromEntries(
    Object.values(parts).flatMap((docs) => Object.entries(docs).map(([id, body]) => [id, { id, ...body }])),
  )

/** @returns the faults, and how many chunks were passed over. */
const oneRun = async (ground: WorkerGround, seed: number): Promise<{ fired: string[]; passed: number }> => {
  const random = seeded(seed)
  const first = { a: documents(random, 20 + random.below(30)), b: { 'b-x': { n: 1 }, 'b-y': { n: 2 } } }
  const { id, index, script } = await ground.connector(anySource(random, first))
  await ground.sync(id)
  // Where somebody else writes into the index, no chunk is passed over.
  const isShared = random.chance(0.5)
  if (isShared) await ground.es.index({ index, id: 'stranger', document: { n: 0 } })
  script.parts = later(random, script.parts)
  const job = await ground.request(id)
  const fired: string[] = []
  let status = ''
  for (let worker = 0; !['completed', 'error'].includes(status); worker += 1) {
    if (worker > 20) throw new Error('The job never ended.')
    const line = badLine(random, worker < 4 ? 6 : 0)
    const running = await ground.start({ intercept: line.intercept })
    const until = Date.now() + 6_000
    do {
      await new Promise((resolve) => setTimeout(resolve, 50))
      status = (await ground.job(job)).status
    } while (!['completed', 'error'].includes(status) && !line.isDead() && Date.now() < until)
    await running.stop()
    fired.push(...line.fired)
  }
  const { stranger, ...now } = await ground.documents(index)
  expect(stranger, 'a document of somebody else').toEqual(isShared ? { n: 0 } : undefined)
  // A job that says it completed has left nothing out; one that went on from the middle deletes nothing before it.
  if (status === 'completed')
    expect(now).toEqual(
      script.resumed.length > 0 ? { ...flat({ ...script, parts: first }), ...flat(script) } : flat(script),
    )
  // Whatever happened, nothing that the source still has was deleted.
  expect(Object.keys(now)).toEqual(
    expect.arrayContaining(Object.keys(flat(script)).filter((one) => one in { ...first.a, ...first.b })),
  )
  // A worker that died at the very end may still hold the lease: the next one waits for its term.
  const last = await ground.start()
  await ground.waitFor(await ground.request(id), 'completed')
  await last.stop()
  const { stranger: _kept, ...mended } = await ground.documents(index)
  expect(mended).toEqual(flat(script))
  return { fired, passed: script.passed ?? 0 }
}

/** Syncs over a line that loses, refuses and kills. Every seed can be run again: `PATCHBAY_SEED=n`. */
export const syncFaultCases = (ground: () => WorkerGround, runs: number): void => {
  describe('a sync over a bad line', () => {
    it(
      `ends with what the source has, whatever is lost (${runs} runs from seed ${firstSeed})`,
      async () => {
        const fired: string[] = []
        let passed = 0
        await forEachSeed(runs, async (seed) => {
          const met = await oneRun(ground(), seed)
          fired.push(...met.fired)
          passed += met.passed
        })
        // Few runs may meet none.
        expect(passed).toBeGreaterThan(runs < 20 ? -1 : runs / 20)
        // A fault that never fires proves nothing.
        expect(fired.length).toBeGreaterThan(runs)
      },
      60_000 + runs * 15_000,
    )
  })
}
