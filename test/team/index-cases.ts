import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/** Content indices: listed, searched, emptied, deleted. */
export const contentIndexCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
  const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
  const filled = async (name: string): Promise<string> => {
    const made = await call('connector.create', { serviceType: 'mysql', name, indexName: `search-${name}` })
    const texts = ['a red bicycle', 'a blue bicycle', 'an umbrella']
    await opened().elastic.es.bulk({
      index: `search-${name}`,
      refresh: true,
      operations: texts.flatMap((title, at) => [
        { index: { _id: `d${at}` } },
        { title, price: at * 10, _patchbay: 'part:fingerprint' },
      ]),
    })
    return textIn(made, 'id')
  }

  describe('indices', () => {
    it('are made, listed and shown with their fields', async () => {
      expect(await call('index.create', { index: 'search-alone', language: 'de' })).toEqual({
        index: 'search-alone',
        made: true,
      })
      const id = await filled('shelf')
      expect(await call('index.list', { query: 'shel' })).toMatchObject({
        items: [
          { index: 'search-shelf', documents: 3, connector: 'shelf', serviceType: 'mysql', connectorId: id },
        ],
        total: 1,
      })
      expect(await call('index.list', { query: 'alone' })).toMatchObject({
        items: [{ index: 'search-alone', documents: 0, connector: null, state: 'there' }],
      })
      expect(await call('index.mappings', { index: 'shelf' })).toMatchObject({
        index: 'search-shelf',
        items: expect.arrayContaining([
          { field: 'title', type: 'text', alsoAs: ['.enum (keyword)'], analyzer: null, searchable: true },
          expect.objectContaining({ field: '_patchbay', searchable: false }),
        ]),
      })
      expect((await refusal('index.create', { index: 'search-alone' })).message).toContain('is there already')
      expect((await refusal('index.create', { index: 'No*Good' })).code).toBe('input.invalid')
    })

    it('are listed page by page, and by a connector whose index is not made yet', async () => {
      const { connector_id: id } = { connector_id: 'unmade-connector' }
      await opened().elastic.es.connector.put({
        connector_id: id,
        name: 'unmade',
        index_name: 'search-unmade',
      })
      await expect
        .poll(() => call('index.list', { query: 'unmade' }), { timeout: 10_000 })
        .toMatchObject({ items: [{ index: 'search-unmade', documents: null }] })
      expect(await call('index.list', { limit: 1 })).toMatchObject({ items: [{}], next: 1 })
    })

    it('are searched by words in any field, the best match first', async () => {
      await filled('catalogue')
      expect(await call('index.search', { index: 'catalogue', query: 'red bicycle' })).toMatchObject({
        items: [
          {
            id: 'd0',
            text: 'title: a red bicycle · price: 0',
            document: { title: 'a red bicycle', price: 0 },
          },
          { id: 'd1' },
        ],
        total: 2,
      })
      const all = await call('index.search', { index: 'search-catalogue', limit: 2 })
      expect(all).toMatchObject({ items: [{}, {}], total: 3, next: 2 })
      expect(JSON.stringify(all)).not.toContain('fingerprint')
      expect(await call('index.search', { index: 'catalogue', query: 'nothing-like-it' })).toMatchObject({
        items: [],
        total: 0,
      })
    })

    it.each([['patchbay-runs'], ['.elastic-connectors'], ['search-*'], ['_all']])(
      'do not include %s',
      async (index) => {
        for (const operation of ['index.search', 'index.clean', 'index.delete']) {
          expect((await opened().refusal(opened().elastic, operation, { index })).code).toBe('input.invalid')
        }
      },
    )

    it('that are not there are named', async () => {
      expect((await refusal('index.search', { index: 'search-nowhere' })).code).toBe('target.not-found')
    })

    it('are emptied, and stay', async () => {
      const id = await filled('emptied')
      const planned = await plan('index.clean', { index: 'emptied' })
      expect(planned).toContain('3 documents')
      expect(planned).toContain('by a sync')
      expect(await call('index.clean', { index: 'emptied' })).toEqual({
        index: 'search-emptied',
        deleted: 3,
        left: 0,
      })
      expect(await call('connector.get', { connector: id })).toMatchObject({
        documents: 0,
        index: 'search-emptied',
      })
    })

    it('are deleted with their identities, but not under a connector unless that is said', async () => {
      const { es } = opened().elastic
      await filled('deleted')
      await es.index({ index: '.search-acl-filter-search-deleted', id: 'u', document: {}, refresh: true })
      const refused = await refusal('index.delete', { index: 'search-deleted' })
      expect(refused.message).toBe('The connector "deleted" writes to "search-deleted".')
      expect(refused.next).toContain('--even-if-used')
      expect(await plan('index.delete', { index: 'deleted', evenIfUsed: true })).toContain(
        'keeps this index name',
      )
      await call('index.delete', { index: 'search-deleted', evenIfUsed: true })
      expect(await es.indices.exists({ index: ['search-deleted'] })).toBe(false)
      expect(await es.indices.exists({ index: '.search-acl-filter-search-deleted' })).toBe(false)
      await call('index.create', { index: 'search-lonely' })
      await call('index.delete', { index: 'search-lonely' })
      expect(await es.indices.exists({ index: 'search-lonely' })).toBe(false)
    })

    it('and the other operations can be asked about, before anything is named', async () => {
      const { core, ada } = opened()
      const nouns = ['index', 'rules', 'access', 'sync']
      const asked = core.operations.filter(({ noun }) => nouns.includes(noun))
      expect(asked.length).toBeGreaterThan(20)
      for (const { name } of asked)
        expect(await opened().call(ada, 'privilege.check', { operation: name })).toBeTypeOf('object')
    })

    it('are not deleted by an alias', async () => {
      const { es } = opened().elastic
      await es.indices.create({ index: 'search-behind', aliases: { 'search-alias': {} } })
      for (const operation of ['index.clean', 'index.delete']) {
        const refused = await refusal(operation, { index: 'search-alias' })
        expect(refused.message).toBe('"search-alias" is an alias, not an index.')
      }
    })

    it('are not for people without the privileges, who are told which', async () => {
      const refused = await opened().refusal(opened().eve, 'index.search', { index: 'search-shelf' })
      expect(refused.code).toBe('privilege.missing')
      expect(refused.message).toContain('on search-shelf')
      const approver = await opened().refusal(opened().grace, 'index.search', { index: 'search-shelf' })
      expect(approver.message).toContain('read on search-shelf')
    })

    it('outside the names that somebody may use are refused with what is missing, and the role that grants it', async () => {
      const { ada, refusal } = opened()
      const refused = await refusal(ada, 'index.create', { index: 'warehouse' })
      expect(refused).toMatchObject({
        code: 'privilege.missing',
        message:
          "ada can't create index: the roles of ada lack create_index and view_index_metadata on warehouse.",
        next: expect.stringContaining('`patchbay privilege explain index.create --connector warehouse`'),
      })
      const explained = await call('privilege.explain', { operation: 'index.create', connector: 'warehouse' })
      expect(explained).toMatchObject({
        allThere: false,
        role: { body: expect.stringMatching(/"names": \[\s*"warehouse"/) },
      })
    })
  })
}
