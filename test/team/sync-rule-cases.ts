import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/** Sync rules: drafted, checked, activated, discarded. */
export const syncRuleCases = (opened: () => OpenPatchbay): void => {
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

    it('are added, edited, moved and removed one by one, each other one staying as it is', async () => {
      const id = await connector('by-one')
      const rule = (field: string) => ({ policy: 'exclude', field, rule: 'equals', value: 'x' })
      const fields = async () => (await stored(id)).draft.rules.map(({ field }: { field: string }) => field)
      const idOf = async (at: number) => (await stored(id)).draft.rules[at].id
      await call('rules.draft', { connector: id, advanced: [{ tables: ['a'], query: 'q' }] })
      await call('rules.add', { connector: id, field: 'a', value: 'x' })
      await call('rules.add', { connector: id, ...rule('b') })
      expect(await plan('rules.add', { connector: id, ...rule('c'), place: 1 })).toContain(
        String.raw`{"what":"rule","to":"1. exclude where c equals \"x\""}`,
      )
      expect(await call('rules.add', { connector: id, ...rule('c'), place: 1 })).toMatchObject({
        draft: '3 basic rules',
        problems: [],
      })
      expect(await fields()).toEqual(['c', 'a', 'b', '_'])
      const second = await idOf(1)
      await call('rules.edit', { connector: id, which: '2', field: 'price', rule: '>', value: 5 })
      expect((await stored(id)).draft.rules[1]).toMatchObject({ id: second, field: 'price', value: '5' })
      await call('rules.move', { connector: id, which: second, place: 3 })
      expect(await fields()).toEqual(['c', 'b', 'price', '_'])
      await call('rules.remove', { connector: id, which: '1' })
      expect(await fields()).toEqual(['b', 'price', '_'])
      expect(await idOf(1)).toBe(second)
      expect((await stored(id)).draft.advanced_snippet.value).toEqual([{ tables: ['a'], query: 'q' }])
      expect((await stored(id)).active.rules).toHaveLength(1)
    })

    it.each([
      ['rules.edit', { which: '3', value: 'y' }, 'which'],
      ['rules.edit', { which: '1', value: 'draft' }, 'value'],
      ['rules.remove', { which: 'nosuch' }, 'which'],
      ['rules.remove', { which: '0' }, 'which'],
      ['rules.move', { which: '1', place: 1 }, 'place'],
      ['rules.move', { which: '1', place: 3 }, 'place'],
      ['rules.add', { policy: 'exclude', field: 'a', rule: 'like', value: 'x' }, 'rule'],
    ])('%s refuses %j', async (operation, asked, field) => {
      const id = textIn(await call('connector.get', { connector: 'drafted' }), 'id')
      await call('rules.draft', { connector: id, rules: [drafts, cheap] })
      const before = await stored(id)
      expect(await refusal(operation, { connector: id, ...asked })).toMatchObject({ field })
      expect(await stored(id)).toEqual(before)
    })

    it('are tried on a sample of the data source, which says what would be copied and why', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'patchbay-sample-'))
      try {
        for (const name of ['a.md', 'b.txt', 'c.txt']) await writeFile(join(directory, name), name)
        const made = await call('connector.create', {
          serviceType: 'dir',
          name: 'sampled',
          indexName: 'connector-sampled',
          values: { directory, pattern: '**/*' },
        })
        const asked = { connector: textIn(made, 'id'), sample: 2 }
        const rules = [{ policy: 'exclude', field: 'path', rule: 'ends_with', value: '.md' }]
        expect(await call('rules.validate', { ...asked, rules })).toMatchObject({
          valid: true,
          sample: {
            read: 2,
            copied: 1,
            leftOut: 1,
            documents: [
              { copied: false, because: 'exclude where path ends with ".md"' },
              { copied: true, because: 'no rule is about it' },
            ],
          },
        })
        const broken = [{ policy: 'exclude', field: 'path', rule: 'regex', value: '(a' }]
        expect(await call('rules.validate', { ...asked, rules: broken })).not.toHaveProperty('sample')
        await rm(directory, { recursive: true })
        expect((await refusal('rules.validate', asked)).code).toBe('source.refused')
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
      const other = textIn(
        await call('connector.create', {
          serviceType: 'notion',
          name: 'noted',
          indexName: 'connector-noted',
        }),
        'id',
      )
      expect((await refusal('rules.validate', { connector: other, sample: 1 })).code).toBe('connector.state')
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
