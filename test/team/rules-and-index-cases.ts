import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/** Sync rules: drafted, checked, activated, discarded. */
const ruleCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
  const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
  const stored = async (id: string) => {
    const found = await opened().ada.es.connector.get({ connector_id: id })
    return JSON.parse(JSON.stringify(found.filtering[0]))
  }
  const drafts = { policy: 'exclude', field: 'status', rule: 'equals', value: 'draft' }
  const cheap = { policy: 'exclude', field: 'price', rule: '<', value: 10 }
  const connector = async (name: string): Promise<string> =>
    textIn(
      await call('connector.create', { serviceType: 'postgresql', name, indexName: `search-${name}` }),
      'id',
    )

  describe('sync rules', () => {
    it('of a new connector are none, and there is no draft', async () => {
      await connector('ruled')
      expect(await call('rules.get', { connector: 'ruled' })).toMatchObject({
        active: { rules: [], otherwise: 'include', advanced: null },
        draft: null,
      })
      expect(await call('rules.validate', { connector: 'ruled' })).toMatchObject({
        valid: true,
        findings: [],
      })
      expect((await refusal('rules.activate', { connector: 'ruled' })).code).toBe('connector.state')
      expect((await refusal('rules.discard', { connector: 'ruled' })).code).toBe('connector.state')
      expect((await refusal('rules.draft', { connector: 'ruled' })).message).toContain('give basic rules')
    })

    it('are drafted in order, before the rule that includes all the rest, and change nothing yet', async () => {
      const id = await connector('drafted')
      const drafted = await call('rules.draft', {
        connector: 'drafted',
        rules: [
          { ...drafts, order: 5 },
          { ...cheap, order: 2 },
        ],
        advanced: [{ tables: ['products'], query: 'SELECT * FROM products' }],
      })
      expect(drafted).toMatchObject({ draft: '2 basic rules', problems: [] })
      const { draft, active } = await stored(id)
      expect(draft.rules).toMatchObject([
        { field: 'price', value: '10', order: 2 },
        { field: 'status', order: 5 },
        { id: 'DEFAULT', policy: 'include', rule: 'regex', value: '.*', order: 6 },
      ])
      expect(draft.validation.state).toBe('edited')
      expect(active.rules).toHaveLength(1)
      expect(await call('rules.get', { connector: id })).toMatchObject({
        active: { rules: [] },
        draft: { state: 'edited', rules: [{ field: 'price' }, { field: 'status' }], advanced: [{}] },
      })
    })

    it('keep their ids when they are drafted again, and the advanced one stays when it is not named', async () => {
      const id = await connector('kept-ids')
      await call('rules.draft', {
        connector: id,
        rules: [drafts, cheap],
        advanced: [{ tables: ['a'], query: 'q' }],
      })
      const before = (await stored(id)).draft.rules
      await call('rules.draft', { connector: id, rules: [cheap, { ...drafts, policy: 'include' }] })
      const { draft } = await stored(id)
      expect(draft.rules[0]).toMatchObject({ id: before[1].id, created_at: before[1].created_at, order: 0 })
      expect(draft.rules[1].id).not.toBe(before[0].id)
      expect(draft.advanced_snippet.value).toEqual([{ tables: ['a'], query: 'q' }])
      await call('rules.draft', { connector: id, advanced: {} })
      expect((await stored(id)).draft).toMatchObject({ advanced_snippet: { value: {} }, rules: [{}, {}, {}] })
    })

    it('are checked by Patchbay where no service did, then hold', async () => {
      const id = await connector('activated')
      await call('rules.draft', { connector: id, rules: [drafts] })
      const planned = await plan('rules.activate', { connector: id })
      expect(planned).toContain('exclude where status equals')
      expect(planned).toContain('checked by Patchbay alone')
      await call('rules.activate', { connector: id })
      const { draft, active } = await stored(id)
      expect(active).toMatchObject({ rules: [drafts, { id: 'DEFAULT' }], validation: { state: 'valid' } })
      expect(draft.rules).toEqual(active.rules)
      expect(await call('rules.get', { connector: id })).toMatchObject({ draft: null })
    })

    it('that are wrong are drafted with a warning, named, and not activated', async () => {
      const id = await connector('wrong-rules')
      const rules = [drafts, { policy: 'exclude', field: 'name', rule: 'regex', value: '[a' }]
      expect(await plan('rules.draft', { connector: id, rules })).toContain(
        "the draft can't be activated as it is",
      )
      await call('rules.draft', { connector: id, rules })
      expect(await call('rules.validate', { connector: id })).toMatchObject({
        valid: false,
        findings: [{ where: 'rule 2', severity: 'wrong', problem: expect.stringContaining('"[a"') }],
      })
      const refused = await refusal('rules.activate', { connector: id })
      expect(refused.message).toContain('rule 2: value: "[a" is no regular expression')
      expect((await stored(id)).active.rules).toHaveLength(1)
      expect((await refusal('rules.draft', { connector: id, rules: [{ ...drafts, rule: 'is' }] })).code).toBe(
        'input.invalid',
      )
    })

    it('that a service called invalid are not activated', async () => {
      const id = await connector('called-invalid')
      await call('rules.draft', { connector: id, rules: [drafts] })
      const errors = [{ ids: ['x'], messages: ['no such table'] }]
      await opened().ada.es.connector.updateFilteringValidation({
        connector_id: id,
        validation: { state: 'invalid', errors },
      })
      expect((await refusal('rules.activate', { connector: id })).message).toContain('x: no such table')
      expect(await call('rules.validate', { connector: id })).toMatchObject({
        valid: false,
        byService: 'invalid',
        serviceErrors: [{ message: 'no such table' }],
      })
    })

    it('are checked before they are drafted, too', async () => {
      const id = await connector('only-asked')
      const twice = [drafts, { ...drafts, policy: 'include' }]
      expect(await call('rules.validate', { connector: id, rules: twice })).toMatchObject({ valid: false })
      expect((await stored(id)).draft.rules).toHaveLength(1)
    })

    it('are discarded: the draft says again what holds', async () => {
      const id = await connector('discarded')
      await call('rules.draft', { connector: id, rules: [drafts] })
      await call('rules.activate', { connector: id })
      await call('rules.draft', { connector: id, rules: [cheap], advanced: [{ tables: ['a'], query: 'q' }] })
      await call('rules.discard', { connector: id })
      const { draft } = await stored(id)
      expect(draft).toMatchObject({
        rules: [drafts, {}],
        advanced_snippet: { value: {} },
        validation: { state: 'valid' },
      })
      expect(await call('rules.get', { connector: id })).toMatchObject({
        draft: null,
        active: { rules: [drafts] },
      })
    })

    it('are not for people without the privilege', async () => {
      const refused = await opened().refusal(opened().eve, 'rules.get', { connector: 'ruled' })
      expect(refused.code).toBe('privilege.missing')
    })
  })
}

/** Content indices: listed, searched, emptied, deleted. */
const indexCases = (opened: () => OpenPatchbay): void => {
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
  })
}

/** Sync jobs beyond one: canceled together, deleted, watched, counted. */
const syncCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
  const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
  const es = () => opened().elastic.es
  const directory = async (name: string): Promise<string> => {
    await call('connector.create', { serviceType: 'dir', name, indexName: `search-${name}` })
    return textIn(
      await call('connector.configure', { connector: name, values: { directory: '/data' } }),
      'connector',
    )
  }
  const start = async (connector: string): Promise<string> =>
    textIn(await call('sync.start', { connector }), 'job')
  const fail = async (connector: string, error: string): Promise<string> => {
    const job = await start(connector)
    const { es: client } = opened().elastic
    await client.connector.syncJobClaim({ connector_sync_job_id: job, worker_hostname: 'w' })
    await client.connector.syncJobUpdateStats({
      connector_sync_job_id: job,
      indexed_document_count: 5,
      deleted_document_count: 2,
      indexed_document_volume: 3,
    })
    await client.connector.syncJobError({ connector_sync_job_id: job, error })
    return job
  }

  describe('sync jobs', () => {
    it('are counted, with what failed most', async () => {
      const id = await directory('numbers')
      await fail(id, 'disk 17 is full')
      await fail(id, 'no such folder')
      const newest = await fail(id, 'disk 4 is full')
      await start(id)
      const counted = () => call('sync.stats', { connector: 'numbers' })
      await expect.poll(counted, { timeout: 10_000 }).toMatchObject({
        connector: id,
        complete: true,
        jobs: 4,
        kinds: [
          {
            kind: 'full',
            jobs: 4,
            error: 3,
            completed: 0,
            open: 1,
            indexedDocuments: 15,
            deletedDocuments: 6,
            volumeMiB: 9,
          },
        ],
        errors: [
          { error: 'disk 4 is full', jobs: 2, job: newest },
          { error: 'no such folder', jobs: 1 },
        ],
      })
      expect(await call('sync.stats', { days: 30 })).toMatchObject({ complete: true, connector: null })
      await call('sync.cancel', { job: id })
    })

    it('are watched to their end, or for a while', async () => {
      const job = await start(await directory('watched'))
      expect(await call('sync.watch', { job, seconds: 0 })).toMatchObject({
        ended: false,
        status: 'pending',
        id: job,
      })
      const watched = call('sync.watch', { job, seconds: 30 })
      await es().connector.syncJobCancel({ connector_sync_job_id: job })
      expect(await watched).toMatchObject({ ended: true, status: 'canceled' })
    })

    it('are canceled all at once, of one kind of source or of all', async () => {
      const waiting = await start(await directory('all-one'))
      const running = await start(await directory('all-two'))
      await es().connector.syncJobClaim({ connector_sync_job_id: running, worker_hostname: 'w' })
      expect((await refusal('sync.cancel-all', { serviceType: 'mongodb' })).code).toBe('sync-job.state')
      const planned = () => plan('sync.cancel-all', { serviceType: 'dir', kind: 'full' })
      await expect.poll(planned, { timeout: 10_000 }).toContain('its worker stops')
      expect(await planned()).toContain(waiting)
      const done = await call('sync.cancel-all', {})
      expect(done).toMatchObject({ jobs: expect.arrayContaining([waiting, running]) })
      expect(await call('sync.get', { job: waiting })).toMatchObject({ status: 'canceled' })
      expect(await call('sync.get', { job: running })).toMatchObject({ status: 'canceling' })
      await es().connector.syncJobError({ connector_sync_job_id: running, error: 'stopped' })
    })

    it('are deleted from the history, with a warning for one that runs', async () => {
      const job = await start(await directory('forgotten'))
      expect(await plan('sync.delete', { job })).toContain('still to run, and will not')
      await es().connector.syncJobClaim({ connector_sync_job_id: job, worker_hostname: 'w' })
      expect(await plan('sync.delete', { job })).toContain('its worker loses it')
      expect(await call('sync.delete', { job })).toEqual({ job })
      expect((await refusal('sync.get', { job })).code).toBe('target.not-found')
      expect((await refusal('sync.delete', { job })).code).toBe('target.not-found')
    })

    it('are not for people without the privilege', async () => {
      for (const [operation, input] of [
        ['sync.stats', {}],
        ['sync.cancel-all', {}],
      ] as const) {
        const refused = await opened().refusal(opened().eve, operation, input)
        expect(['privilege.missing', 'elasticsearch.forbidden']).toContain(refused.code)
      }
    })
  })
}

/** Sync rules, indices, sync jobs in numbers, and who may see what. */
export const rulesAndIndexCases = (opened: () => OpenPatchbay): void => {
  ruleCases(opened)
  indexCases(opened)
  syncCases(opened)
}
