import { createCore, Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dyingAt, hurriedClock } from './dying-at.ts'
import { resultOf, runOf } from './open-team.ts'
import type { OpenPatchbay } from './open-patchbay.ts'

const planned = z.object({
  items: z.array(z.object({ id: z.string(), ready: z.boolean(), blocks: z.array(z.string()) })),
})
const verified = z.object({
  migrated: z.boolean(),
  checks: z.array(z.object({ check: z.string(), ok: z.boolean() })),
})

/** The way off managed connectors: what it takes, and whether it worked. */
export const migrationCases = (opened: () => OpenPatchbay): void => {
  describe('migration', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const planOf = async (id: string) =>
      planned.parse(await call('migration.plan', { query: 'leaves' })).items.find((item) => item.id === id)
    const passed = async (connector: string) => {
      const { migrated, checks } = verified.parse(await call('migration.verify', { connector }))
      return { migrated, ok: checks.filter(({ ok }) => ok).map(({ check }) => check) }
    }

    it('says what holds a connector up, then that it is ready, and sees each part of the move done', async () => {
      const { id, index } = await opened().connectorWithKey('leaves')
      expect(await planOf(id)).toMatchObject({
        ready: false,
        blocks: [expect.stringContaining('lacks host')],
      })
      const values = { host: 'h', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
      await call('connector.configure', { connector: id, values: { ...values, password: new Secret('p') } })
      expect(await planOf(id)).toMatchObject({ ready: true, blocks: [] })
      expect(await passed(id)).toEqual({ migrated: false, ok: ['key'] })
      const named = planned.parse(await call('migration.plan', { connectors: 'leaves' }))
      expect(named.items.map((item) => item.id)).toEqual([id])

      const { core, ada, elastic } = opened()
      const run = runOf(await core.run(ada, 'connector.convert', { connector: id }))
      await core.run(ada, 'api-key.collect', { run })
      expect(await passed(id)).toEqual({ migrated: false, ok: ['self-managed', 'key'] })
      await elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      expect(await planOf(id)).toBeUndefined()

      const { id: job } = await elastic.es.connector.syncJobPost({ id, job_type: 'full' })
      const now = new Date(Date.now() + 1000).toISOString()
      const doc = { status: 'completed', started_at: now, completed_at: now, total_document_count: 1 }
      await elastic.es.update({ index: '.elastic-connectors-sync-jobs', id: job, doc, refresh: true })
      expect(await passed(id)).toEqual({ migrated: false, ok: ['self-managed', 'key', 'synced'] })
      await elastic.es.index({ index, document: { a: 1 }, refresh: true })
      expect(await passed(id)).toMatchObject({ migrated: true })
    })

    const handed = z.object({
      migrated: z.array(z.object({ id: z.string(), apiKeyId: z.string() })),
      failed: z.array(z.object({ why: z.string() })),
      connectorKeysFile: z.instanceof(Secret),
      serviceConfig: z.instanceof(Secret),
      next: z.array(z.string()),
    })
    const keysIn = ({ connectorKeysFile }: z.infer<typeof handed>) =>
      z.record(z.string(), z.string()).parse(JSON.parse(connectorKeysFile.reveal()))
    const values = { host: 'h', port: '1', username: 'u', database: 'd', schema: 's', tables: '*' }
    const readyOne = async (name: string) => {
      const made = await opened().connectorWithKey(name)
      await call('connector.configure', {
        connector: made.id,
        values: { ...values, password: new Secret('p') },
      })
      return made
    }
    const isValid = async (id: string) => {
      const { api_keys: keys } = await opened().elastic.es.security.getApiKey({ id })
      return keys[0]?.invalidated === false
    }

    it('moves several, one after another, when their keys are collected, and hands over ready configurations', async () => {
      const { core, ada, elastic } = opened()
      const made = [await readyOne('goes-first'), await readyOne('goes-second')]
      const blocked = await opened().connectorWithKey('stays-behind')
      const connectors = made.map(({ id }) => id).join(',')
      const named = { connectors: `${made[0]?.id ?? ''}, goes-second` }
      expect(await opened().plan(ada, 'migration.run', named)).toContain(
        'stays-behind stays managed: its configuration lacks host',
      )
      expect(await opened().plan(ada, 'migration.run', named)).toContain('start one (patchbay worker)')
      const worker = { kind: 'worker', name: 'w', host: 'h', state: 'running', service_types: ['postgresql'] }
      await elastic.es.index({
        index: 'patchbay-leases',
        id: 'worker:migration-cases',
        document: { ...worker, last_seen: new Date().toISOString() },
        refresh: true,
      })
      expect(await opened().plan(ada, 'migration.run', named)).not.toContain('start one (patchbay worker)')
      await elastic.es.delete({ index: 'patchbay-leases', id: 'worker:migration-cases', refresh: true })
      const answer = await core.run(ada, 'migration.run', named)
      expect(answer).toMatchObject({ state: 'ready' })
      const run = runOf(answer)
      // Nothing has happened yet: a connector is without a key only while somebody is there to take the new one.
      for (const { id } of made)
        expect(await elastic.es.connector.get({ connector_id: id })).toMatchObject({ is_native: true })

      const result = handed.parse(resultOf(await core.run(ada, 'api-key.collect', { run })))
      expect(result.migrated.map(({ id }) => id).join(',')).toBe(connectors)
      expect(result.failed).toEqual([])
      expect(result.next.join('\n')).toContain(`patchbay migration verify ${made[0]?.id ?? ''}`)
      for (const { id, apiKeyId, secretId } of made) {
        expect(await passed(id)).toEqual({ migrated: false, ok: ['self-managed', 'key'] })
        expect(await isValid(apiKeyId)).toBe(false)
        await expect(elastic.es.connector.secretGet({ id: secretId })).rejects.toMatchObject({ status: 404 })
        const key = keysIn(result)[id] ?? ''
        expect(result.serviceConfig.reveal()).toContain(
          `  - connector_id: "${id}"\n    service_type: "postgresql"\n    api_key: "${key}"`,
        )
        await elastic.connectAs(new Secret(key)).security.authenticate()
      }
      expect(await opened().refusal(ada, 'migration.run', { connectors })).toMatchObject({
        message: 'goes-first: it is self-managed already.',
      })
      expect(await opened().refusal(ada, 'migration.run', { connectors: blocked.id })).toMatchObject({
        message: expect.stringContaining('its configuration lacks host'),
      })
    })

    it.each([8, 24, 40])(
      'is ended by another process when the one that collects dies at call %i',
      async (at) => {
        const { core, ada, elastic } = opened()
        const made = [await readyOne(`dies-${at}-a`), await readyOne(`dies-${at}-b`)]
        const connectors = made.map(({ id }) => id).join(',')
        const run = runOf(await core.run(ada, 'migration.run', { connectors }))
        const death = dyingAt({ at, moment: 'after it was applied' })
        const victim = await opened().login('ada', death.intercept)
        death.arm()
        await expect(core.run(victim, 'api-key.collect', { run })).rejects.toThrow(/./)
        const survivor = createCore({ clock: hurriedClock() })
        const result = handed.parse(resultOf(await survivor.run(ada, 'api-key.collect', { run })))
        const keys = keysIn(result)
        expect(Object.keys(keys)).toEqual(made.map(({ id }) => id))
        for (const { id, apiKeyId } of made) {
          const { api_key_id: named } = await elastic.es.connector.get({ connector_id: id })
          const { api_key: own } = await elastic.connectAs(new Secret(keys[id] ?? '')).security.authenticate()
          expect([own?.id, await isValid(apiKeyId)]).toEqual([named, false])
        }
        const { api_keys: all } = await elastic.es.security.getApiKey()
        const live = all.filter(
          (key) => made.some(({ id }) => key.metadata['connector'] === id) && !key.invalidated,
        )
        expect(live).toHaveLength(2)
      },
    )
  })
}
