import type { Intercept } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { many } from './full-sync-cases.ts'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

/** What a sync does whose connector gets another API key meanwhile, on any Elasticsearch. */
export const rotatedKeyCases = (ground: () => WorkerGround): void => {
  describe('a sync whose API key is rotated', () => {
    it('never calls with a key that was rotated away after its job was claimed', async () => {
      const { connector, sync, replaceKey, stored, es } = ground()
      const { id, index } = await connector(newScript({ a: many(3) }))
      const refused: string[] = []
      let rotated = false
      const intercept: Intercept = async (call, send) => {
        const answer = await send().catch((error: unknown) => {
          refused.push(`${call.method} ${call.path}: ${String(error)}`)
          throw error
        })
        if (rotated || !call.path.endsWith('/_claim')) return answer
        rotated = true
        // No lease names it yet: whoever rotates need not wait.
        const old = z.string().parse((await stored(id))['api_key_id'])
        await replaceKey(id, index)
        await es.security.invalidateApiKey({ ids: [old] })
        return answer
      }
      expect(await sync(id, { intercept })).toMatchObject({ status: 'completed', indexed_document_count: 3 })
      expect(rotated).toBe(true)
      expect(refused.filter((call) => call.includes(` /${index}`))).toEqual([])
    })

    it('goes on with a new key when the old one is refused in the middle', async () => {
      const { connector, sync, replaceKey, es, stored, documents } = ground()
      const { id, index, script } = await connector(newScript({ a: many(30) }))
      const old = String((await stored(id))['api_key_id'])
      script.onPage = async (page) => {
        if (page !== 1) return
        await replaceKey(id, index)
        await es.security.invalidateApiKey({ ids: [old] })
      }
      expect(await sync(id)).toMatchObject({ status: 'completed', indexed_document_count: 30 })
      expect(Object.keys(await documents(index))).toHaveLength(30)
      const refused = await connector(newScript({ a: many(3) }))
      await es.security.invalidateApiKey({ ids: [String((await stored(refused.id))['api_key_id'])] })
      expect((await sync(refused.id)).error).toMatch(
        /^Elasticsearch refuses the connector's API key\. Make another/,
      )
    })
  })
}
