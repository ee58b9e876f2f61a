import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenPatchbay } from './open-patchbay.ts'

const problems = z.object({
  items: z.array(z.object({ name: z.string(), code: z.string(), grade: z.string(), what: z.string() })),
})

/** What is wrong with any connector, found in one look, and how the last syncs of each ended. */
export const problemCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const client = () => opened().elastic.es
  const codesOf = async (name: string, more: object = {}): Promise<string[]> => {
    const { items } = problems.parse(await call('connector.problems', { limit: 1000, ...more }))
    return items.filter((item) => item.name === name).map(({ code }) => code)
  }
  const healthOf = async (name: string): Promise<unknown> => call('connector.health', { connector: name })

  /** Asked for past the operation, which refuses a connector without a configuration. */
  const ask = async (id: string): Promise<string> =>
    (await client().connector.syncJobPost({ id, job_type: 'full' })).id

  /** A sync that ended well, as a worker writes it: no API of Elasticsearch completes a job. */
  const synced = async (connector: string, documents: number): Promise<void> => {
    const job = await ask(connector)
    await client().update({
      index: '.elastic-connectors-sync-jobs',
      id: job,
      refresh: true,
      doc: { status: 'completed', total_document_count: documents, completed_at: new Date().toISOString() },
    })
  }

  describe('the problems of all connectors', () => {
    it('are told with what health says of each, and end when they are mended', async () => {
      const { id, apiKeyId } = await opened().connectorWithKey('broken')
      await opened().connectorWithKey('sound')
      await client().connector.updateError({ connector_id: id, error: 'password rejected' })
      await client().security.invalidateApiKey({ ids: [apiKeyId] })
      await expect.poll(() => codesOf('broken'), { timeout: 10_000 }).toEqual(['connector-error', 'key-dead'])
      expect(await codesOf('broken', { code: 'key-dead' })).toEqual(['key-dead'])
      expect(await codesOf('sound')).toEqual([])
      expect(await codesOf('sound', { grade: 'unfinished' })).toEqual(['unconfigured'])
      expect(await healthOf('broken')).toMatchObject({
        findings: expect.arrayContaining([
          expect.objectContaining({
            code: 'key-dead',
            next: `patchbay api-key rotate ${id} gives it a new one`,
          }),
        ]),
      })
      await client().connector.updateError({ connector_id: id, error: null })
      await expect.poll(() => codesOf('broken'), { timeout: 10_000 }).toEqual(['key-dead'])
    })

    it('count what is in the indices, and tell one that is gone from one that lacks documents', async () => {
      const { id, index } = await opened().connectorWithKey('counted')
      await client().bulk({
        index,
        refresh: true,
        operations: ['a', 'b', 'c'].flatMap((_id) => [{ index: { _id } }, { name: _id }]),
      })
      await synced(id, 3)
      expect(await codesOf('counted')).toEqual([])
      await client().delete({ index, id: 'a', refresh: true })
      expect(await codesOf('counted')).toEqual(['documents-missing'])
      await client().indices.delete({ index })
      expect(await codesOf('counted')).toEqual(['index-missing'])
    })

    it('beside how the last syncs ended, and the numbers of a time that has passed', async () => {
      const { id } = await opened().connectorWithKey('history')
      await synced(id, 0)
      const job = await ask(id)
      await client().connector.syncJobClaim({ connector_sync_job_id: job, worker_hostname: 'w' })
      await client().connector.syncJobError({ connector_sync_job_id: job, error: 'no' })
      const recent = () => call('sync.recent', { connectors: [id] })
      await expect.poll(recent, { timeout: 10_000 }).toMatchObject({
        items: [
          {
            connector: id,
            name: 'history',
            results: [{ status: 'completed' }, { status: 'error', changed: 0 }],
          },
        ],
      })
      const [before, after] = [-60_000, 60_000].map((ms) => new Date(Date.now() + ms).toISOString())
      expect(await call('sync.stats', { connector: id, since: before, until: after })).toMatchObject({
        jobs: 2,
      })
      expect(await call('sync.stats', { connector: id, until: before })).toMatchObject({ jobs: 0 })
    })

    it('are not for people without the privilege', async () => {
      for (const operation of ['connector.problems', 'sync.recent']) {
        const refused = await opened().refusal(opened().eve, operation, {})
        expect(['privilege.missing', 'elasticsearch.forbidden']).toContain(refused.code)
      }
    })
  })
}
