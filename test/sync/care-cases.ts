import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PatchbayError } from '@patchbay/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

const now = '2026-11-25T08:00:00Z'
const long = { timeout: 60_000 }

/** What a worker does for connectors that were made elsewhere, such as in Kibana, on any Elasticsearch. */
export const careCases = (ground: () => WorkerGround): void => {
  describe('a worker looks after a connector', () => {
    afterEach(() => ground().stopWorkers())

    let count = 0
    /** As Kibana makes one: it waits for whoever runs it to say which fields it has. */
    const bare = async (serviceType: string, managed = true): Promise<string> => {
      const id = `bare-${(count += 1)}-${Date.now().toString(36)}`
      await ground().es.connector.put({
        connector_id: id,
        name: id,
        index_name: `search-${id}`,
        service_type: serviceType,
        is_native: managed,
      })
      return id
    }

    const draft = async (id: string, rules: object[], advanced: object = {}): Promise<void> => {
      const last = { id: 'DEFAULT', policy: 'include', field: '_', rule: 'regex', value: '.*' }
      await ground().es.transport.request({
        method: 'PUT',
        path: `/_connector/${id}/_filtering`,
        body: {
          rules: [...rules, last].map((rule, order) => ({
            ...rule,
            order,
            created_at: now,
            updated_at: now,
          })),
          advanced_snippet: { value: advanced, created_at: now, updated_at: now },
        },
      })
    }
    const filteringOf = async (id: string): Promise<unknown> => (await ground().stored(id))['filtering']
    const validation = (state: string, errors: unknown) => [
      { active: { validation: { state: 'valid' } }, draft: { validation: { state, errors } } },
    ]

    it('that lacks its fields: puts them there, with the features of its service type', async () => {
      const { stored, start } = ground()
      const id = await bare('postgresql')
      await start()
      await expect
        .poll(() => stored(id), long)
        .toMatchObject({
          status: 'needs_configuration',
          configuration: { host: { type: 'str', required: true }, ssl_enabled: { value: false } },
          features: { sync_rules: { basic: { enabled: true }, advanced: { enabled: true } } },
          last_seen: expect.any(String),
        })
    })

    it('that lacks its features alone: puts them there, and tries its configuration', async () => {
      const { connectorOf, stored, start } = ground()
      const directory = await mkdtemp(join(tmpdir(), 'patchbay-care-'))
      try {
        const { id } = await connectorOf('dir', { directory })
        await start()
        await expect
          .poll(() => stored(id), long)
          .toMatchObject({ status: 'connected', features: { sync_rules: { basic: { enabled: true } } } })
      } finally {
        await rm(directory, { recursive: true })
      }
    })

    it('that waits for its configuration: says nothing of drafted rules before the source has a word', async () => {
      const { stored, start } = ground()
      const id = await bare('postgresql')
      await draft(id, [], [{ tables: ['goods'], query: 'SELECT 1' }])
      await start()
      await expect.poll(() => stored(id), long).toMatchObject({ configuration: { host: {} } })
      await ground().stopWorkers()
      expect(await filteringOf(id)).toMatchObject([{ draft: { validation: { state: 'edited' } } }])
    })

    it('that is configured: connects it, or says what is wrong until that is mended', async () => {
      const { stored, start, es } = ground()
      const folder = await mkdtemp(join(tmpdir(), 'patchbay-care-'))
      const directory = join(folder, 'later')
      try {
        const id = await bare('dir')
        await start()
        await expect.poll(() => stored(id), long).toMatchObject({ configuration: { directory: {} } })
        await es.connector.updateConfiguration({ connector_id: id, values: { directory } })
        await expect
          .poll(() => stored(id), long)
          .toMatchObject({ status: 'error', error: expect.stringContaining(directory) })
        await es.connector.updateConfiguration({ connector_id: id, values: { directory: folder } })
        await expect.poll(() => stored(id), long).toMatchObject({ status: 'connected', error: null })
      } finally {
        await rm(folder, { recursive: true })
      }
    })

    it('whose source comes back: calls it connected again, without a change of its configuration', async () => {
      const { stored, start, connectorOf, options } = ground()
      const folder = await mkdtemp(join(tmpdir(), 'patchbay-care-'))
      const directory = join(folder, 'later')
      try {
        const { id } = await connectorOf('dir', { directory })
        const given = options()
        await start(given)
        await expect.poll(() => stored(id), long).toMatchObject({ status: 'error' })
        await mkdir(directory)
        await expect.poll(() => stored(id), long).toMatchObject({ status: 'connected', error: null })
        await expect.poll(() => given.lines).toContain(`${id}: all is well again.`)
      } finally {
        await rm(folder, { recursive: true })
      }
    })

    it('with drafted rules: says whether they are valid, and leaves it to people to activate them', async () => {
      const { connector, start } = ground()
      const { id } = await connector()
      await draft(id, [{ id: 'old', policy: 'exclude', field: 'n', rule: '>', value: '3' }])
      await start()
      await expect.poll(() => filteringOf(id), long).toMatchObject(validation('valid', []))
      expect(await filteringOf(id)).toMatchObject([{ active: { rules: [{ id: 'DEFAULT' }] } }])
      await draft(id, [{ id: 'bad', policy: 'exclude', field: 'n', rule: 'regex', value: '(a' }])
      await expect
        .poll(() => filteringOf(id), long)
        .toMatchObject(validation('invalid', [{ ids: ['bad'], messages: [expect.stringContaining('(a')] }]))
    })

    it('with a drafted advanced rule: tries it at the source, which says what is wrong with it', async () => {
      const { connector, start } = ground()
      const script = newScript({ a: { x: { n: 1 } } })
      const { id } = await connector(script)
      await start()
      await draft(id, [], { wanted: 'a' })
      await expect.poll(() => filteringOf(id), long).toMatchObject(validation('valid', []))
      expect(script.advanced).toContainEqual({ wanted: 'a' })
      script.onPage = () => {
        throw new PatchbayError('source.refused', 'There is no table b.', { next: 'Name another.' })
      }
      await draft(id, [], { wanted: 'b' })
      await expect
        .poll(() => filteringOf(id), long)
        .toMatchObject(validation('invalid', [{ ids: [], messages: ['advanced: There is no table b.'] }]))
    })

    it('with several drafted advanced rules: tries each, and says which is wrong', async () => {
      const { connector, start } = ground()
      const script = newScript({ a: { x: { n: 1 } } })
      const { id } = await connector(script)
      await start()
      await draft(id, [], [{ wanted: 'a' }, { wanted: 'c' }])
      await expect.poll(() => filteringOf(id), long).toMatchObject(validation('valid', []))
      script.onPage = () => {
        if (JSON.stringify(script.advanced.at(-1)) !== '[{"wanted":"b"}]') return
        throw new PatchbayError('source.refused', 'advanced[0].wanted: there is no table b.', {
          next: 'Name another.',
        })
      }
      await draft(id, [], [{ wanted: 'a' }, { wanted: 'b' }])
      const messages = ['advanced: advanced[1].wanted: there is no table b.']
      await expect
        .poll(() => filteringOf(id), long)
        .toMatchObject(validation('invalid', [{ ids: [], messages }]))
    })

    it('that nothing happens to: shows that a service is there for it', async () => {
      const { connector, start, stored, es, sync } = ground()
      const { id } = await connector()
      await sync(id)
      await es.update({ index: '.elastic-connectors', id, doc: { last_seen: now }, refresh: true })
      await start()
      await expect.poll(async () => (await stored(id))['last_seen'], long).not.toBe(now)
    })

    it('only where it is its own to run', async () => {
      const { connector, start, stored, waitFor, request } = ground()
      const id = await bare('postgresql', false)
      const other = await connector()
      await start()
      // A whole sync later there was time enough.
      await expect.poll(() => stored(other.id), long).toMatchObject({ status: 'connected' })
      await waitFor(await request(other.id), 'completed')
      expect(await stored(id)).toMatchObject({ status: 'created', configuration: {} })
      expect((await stored(id))['last_seen'] ?? null).toBeNull()
    })
  })
}
