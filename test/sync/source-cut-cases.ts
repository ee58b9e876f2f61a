import { expect, it } from 'vitest'
import { cutAfter } from '../fixtures/cut-after.ts'
import type { WorkerGround } from './open-worker.ts'

/** A connector whose source is reached through a port; it has a `retry_count`. */
export interface CutSource {
  ground: WorkerGround
  connector: { id: string; index: string }
  /** Of the source's server. */
  port: number
}

const partOf = (at: number, of: number): number => (at + 1) / (of + 1)

/**
 * The line to a source breaks after each of some shares of what a whole listing sends, by a reset and by an end that
 * looks orderly. Everything may be deleted of which the source doesn't tell: nothing is. A line that breaks once is
 * tried again, and the sync ends well.
 */
export const sourceCutCases = (name: string, places: number, open: () => Promise<CutSource>): void => {
  it(
    `deletes nothing where the line to ${name} breaks (${places * 2} times)`,
    async () => {
      const { ground, connector, port } = await open()
      const { id, index } = connector
      const syncThrough = async (through: number, retries = 0) => {
        await ground.es.connector.updateConfiguration({
          connector_id: id,
          values: { port: through, retry_count: retries },
        })
        return ground.sync(id, { maxDeletedShare: 1 })
      }
      expect(await syncThrough(port)).toMatchObject({ status: 'completed' })
      // Where somebody else writes into the index, no digest of a whole chunk is asked for: there would be little to cut.
      await ground.es.index({ index, id: 'stranger', document: { n: 0 } })
      // A source that tells what has not changed sends less the second time.
      const whole = await cutAfter(port, Infinity, { by: 'end' })
      expect(await syncThrough(whole.port)).toMatchObject({ status: 'completed' })
      const bytes = whole.most()
      whole.close()
      const before = await ground.documents(index)
      expect(Object.keys(before).length).toBeGreaterThan(100)
      let broken = 0
      for (let place = 0; place < places; place += 1) {
        for (const how of ['reset', 'end'] as const) {
          const line = await cutAfter(port, Math.ceil(bytes * partOf(place, places)), { by: how })
          const job = await syncThrough(line.port)
          line.close()
          expect(job, `cut at ${place} of ${places} by ${how}`).toMatchObject({ deleted_document_count: 0 })
          if (job.status !== 'completed') broken += 1
          expect(job.error ?? '').not.toMatch(/undefined|\[object/)
          expect(await ground.documents(index)).toEqual(before)

          const mended = await cutAfter(port, Math.ceil(bytes * partOf(place, places)), { by: how, times: 1 })
          const again = await syncThrough(mended.port, 1)
          mended.close()
          expect(again, `cut once at ${place} of ${places} by ${how}`).toMatchObject({
            status: 'completed',
            indexed_document_count: 0,
            deleted_document_count: 0,
          })
        }
      }
      // A line that never breaks proves nothing.
      expect(broken).toBe(places * 2)
      expect(await syncThrough(port)).toMatchObject({ status: 'completed', deleted_document_count: 0 })
    },
    60_000 + places * 10_000,
  )
}
