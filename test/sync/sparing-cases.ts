import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const leaseWrite = z.object({
  path: z.string().startsWith('/patchbay-leases/'),
  querystring: z.object({ refresh: z.boolean().optional() }),
  body: z.object({ api_key_id: z.string().nullable() }),
})

/** What a sync asks Elasticsearch for, and no more. */
export const sparingCases = (ground: () => WorkerGround): void => {
  describe('a sync that changes little', () => {
    it('refreshes the leases only where they name another key, and counts nothing', async () => {
      const { connector, sync } = ground()
      const { id, index, script } = await connector(newScript({ a: { d1: { n: 1 }, d2: { n: 2 } } }))
      await sync(id)
      script.parts['a'] = { d1: { n: 1 }, d2: { n: 3 } }
      const refreshed: (string | null)[] = []
      const unrefreshed: (string | null)[] = []
      const counts: string[] = []
      const job = await sync(id, {
        intercept: (call, send) => {
          if (call.path === `/${index}/_count`) counts.push(call.path)
          const { data: write } = leaseWrite.safeParse(call)
          if (call.method === 'PUT' && write !== undefined && !call.path.includes('worker'))
            (write.querystring.refresh === true ? refreshed : unrefreshed).push(write.body.api_key_id)
          return send()
        },
      })
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 1, total_document_count: 2 })
      // Taken, named before its first use, and named no more.
      expect(refreshed).toEqual([null, expect.any(String), null])
      expect(unrefreshed.length).toBeGreaterThan(0)
      expect(counts).toEqual([])
    })

    it('searches nothing in an index that it made itself before it writes into it', async () => {
      const { connector, sync } = ground()
      const { id, index } = await connector(newScript({ a: { d1: { n: 1 }, d2: { n: 2 } } }))
      const calls: string[] = []
      const job = await sync(id, {
        intercept: ({ method, path }, send) => {
          if (path.startsWith(`/${index}`)) calls.push(`${method} ${path.slice(index.length + 1)}`)
          return send()
        },
      })
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 2, total_document_count: 2 })
      const before = calls.slice(0, calls.indexOf('POST /_bulk'))
      expect(before).toEqual(['HEAD ', 'PUT ', 'GET '])
    })
  })
}
