import { describe, expect, it } from 'vitest'
import type { WorkerGround } from './open-worker.ts'
import { newScript } from './scripted-source.ts'

interface Rule {
  policy: 'include' | 'exclude'
  field: string
  rule: string
  value: string
}

const now = '2026-11-25T08:00:00Z'

/** What a worker makes of sync rules, on any Elasticsearch. */
export const syncRulesCases = (ground: () => WorkerGround): void => {
  const activate = async (id: string, rules: Rule[], advanced: object = {}): Promise<void> => {
    const { es } = ground()
    const last = { id: 'DEFAULT', policy: 'include', field: '_', rule: 'regex', value: '.*' }
    const all = [...rules.map((rule, at) => ({ id: `rule-${at}`, ...rule })), last]
    await es.transport.request({
      method: 'PUT',
      path: `/_connector/${id}/_filtering`,
      body: {
        rules: all.map((rule, order) => ({ ...rule, order, created_at: now, updated_at: now })),
        advanced_snippet: { value: advanced, created_at: now, updated_at: now },
      },
    })
    await es.transport.request({
      method: 'PUT',
      path: `/_connector/${id}/_filtering/_validation`,
      body: { validation: { state: 'valid', errors: [] } },
    })
    await es.connector.updateActiveFiltering({ connector_id: id })
  }

  const parts = () => ({
    a: {
      live: { status: 'live', price: 10 },
      draft: { status: 'draft', price: 20 },
      dear: { status: 'live', price: 2000 },
      odd: { status: null, price: [5, null] },
    },
  })

  describe('sync rules', () => {
    it('keep out what they exclude, by the first that matches, and an odd value fails nothing', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript(parts()))
      await activate(id, [
        { policy: 'include', field: 'id', rule: 'equals', value: 'dear' },
        { policy: 'exclude', field: 'status', rule: 'equals', value: 'draft' },
        { policy: 'exclude', field: 'price', rule: '>', value: '1000' },
      ])
      const job = await sync(id)
      expect(job).toMatchObject({ status: 'completed', indexed_document_count: 3, total_document_count: 3 })
      expect(job.metadata?.patchbay).toMatchObject({ excluded: 1 })
      expect(Object.keys(await documents(index)).toSorted()).toEqual(['dear', 'live', 'odd'])
    })

    it('delete what they exclude from now on, and bring it back when they are gone', async () => {
      const { connector, sync, documents } = ground()
      const { id, index } = await connector(newScript(parts()))
      await sync(id)
      await activate(id, [{ policy: 'exclude', field: 'status', rule: 'regex', value: 'dra' }])
      expect(await sync(id)).toMatchObject({ status: 'completed', deleted_document_count: 1 })
      expect(await documents(index)).not.toHaveProperty('draft')
      await activate(id, [])
      expect(await sync(id)).toMatchObject({ indexed_document_count: 1, total_document_count: 4 })
    })

    it('that can not be applied end the sync before anything is copied, and say which', async () => {
      const { connector, sync, es } = ground()
      const { id, index } = await connector(newScript(parts()))
      await activate(id, [{ policy: 'exclude', field: 'status', rule: 'regex', value: '(?=d)draft' }])
      expect(await sync(id)).toMatchObject({
        status: 'error',
        indexed_document_count: 0,
        error: expect.stringContaining('exclude where status regex "(?=d)draft"'),
      })
      expect(await es.indices.exists({ index })).toBe(false)
    })

    it('of the advanced kind are what the source is asked for, beside the basic ones', async () => {
      const { connector, sync, documents } = ground()
      const { id, index, script } = await connector(newScript(parts()))
      await activate(id, [{ policy: 'exclude', field: 'status', rule: 'equals', value: 'draft' }], {
        find: { filter: {} },
      })
      expect(await sync(id)).toMatchObject({ status: 'completed' })
      expect(script.advanced).toEqual([{ find: { filter: {} } }])
      expect(await documents(index)).not.toHaveProperty('draft')
    })
  })
}
