import { describe, expect, it } from 'vitest'
import { Secret } from '@patchbay/core'
import { z } from 'zod'
import type { OpenPatchbay } from './open-patchbay.ts'
import { runOf } from './open-team.ts'

const keySchema = z.object({ apiKeyId: z.string(), apiKey: z.instanceof(Secret) })

/** Document level security: on, off, and what one person would see. */
export const accessCases = (opened: () => OpenPatchbay): void => {
  const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
  const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
  const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
  const connector = (name: string, serviceType: string) =>
    call('connector.create', { serviceType, name, indexName: `search-${name}`, managed: false })
  const identity = (email: string, allowed: string[], field = 'keyword') => ({
    identity: { email: `email:${email}`, username: `user:${email.split('@')[0]}` },
    created_at: '2026-11-01T00:00:00.000Z',
    query: {
      template: {
        params: { access_control: allowed },
        source:
          '{"bool":{"should":[{"bool":{"must_not":{"exists":{"field":"_allow_access_control"}}}},' +
          `{"terms":{"_allow_access_control.${field}":{{#toJson}}access_control{{/toJson}}}}]}}`,
      },
    },
  })

  describe('access control', () => {
    it('is switched on and off, with what has to follow', async () => {
      await connector('repositories', 'github')
      const planned = await plan('access.enable', { connector: 'repositories' })
      expect(planned).toContain('patchbay sync start repositories --kind access_control')
      expect(planned).toContain('Elasticsearch hides nothing by itself')
      expect(await call('access.enable', { connector: 'repositories' })).toMatchObject({
        documentLevelSecurity: true,
        identities: '.search-acl-filter-search-repositories',
      })
      expect((await refusal('access.enable', { connector: 'repositories' })).message).toContain(
        'is on already',
      )
      expect(await call('access.list', { connector: 'repositories' })).toMatchObject({
        documentLevelSecurity: true,
        synced: false,
        items: [],
        total: 0,
      })
      expect(await plan('access.disable', { connector: 'repositories' })).toContain(
        'sees every document in it',
      )
      await call('access.disable', { connector: 'repositories' })
      expect((await refusal('access.disable', { connector: 'repositories' })).message).toContain(
        'is off already',
      )
    })

    it('is refused where the data source has none', async () => {
      await connector('table', 'postgresql')
      expect((await refusal('access.enable', { connector: 'table' })).message).toBe(
        'Document level security is not a feature of "table" (postgresql).',
      )
    })

    it('is previewed as the person that an identity is about, found by id, e-mail address or user name', async () => {
      const { es } = opened().elastic
      await connector('pages', 'confluence')
      const acl = '.search-acl-filter-search-pages'
      const people = [
        ['u1', identity('ada@example.org', ['user:ada', 'group:"a"'])],
        ['u2', identity('bob@example.org', ['user:bob'], 'nowhere')],
      ] as const
      for (const [id, document] of people) await es.index({ index: acl, id, document, refresh: true })
      const documents = [
        { title: 'open to all' },
        { title: 'for ada alone', _allow_access_control: ['user:ada'] },
        { title: 'for a group', _allow_access_control: ['group:"a"', 'user:carl'] },
        { title: 'for bob', _allow_access_control: ['user:bob'] },
      ]
      for (const [at, document] of documents.entries())
        await es.index({ index: 'search-pages', id: `p${at}`, document, refresh: true })

      expect(await call('access.list', { connector: 'pages' })).toMatchObject({
        synced: true,
        total: 2,
        items: expect.arrayContaining([
          expect.objectContaining({
            id: 'u1',
            identity: 'email: email:ada@example.org · username: user:ada',
            countsAs: ['user:ada', 'group:"a"'],
          }),
        ]),
      })
      for (const word of ['u1', 'ADA@example.org', 'user:ada']) {
        const seen = await call('access.preview', { connector: 'pages', identity: word })
        expect(seen).toMatchObject({
          identity: 'u1',
          seenDocuments: 3,
          ofDocuments: 4,
          openDocuments: 1,
          notes: [],
        })
        expect(JSON.stringify(seen)).not.toContain('for bob')
      }
      expect(
        await call('access.preview', { connector: 'pages', identity: 'u1', query: 'group' }),
      ).toMatchObject({
        documents: [{ id: 'p2', text: 'title: for a group', allowed: ['group:"a"', 'user:carl'] }],
        total: 1,
        seenDocuments: 3,
      })
    })

    it('is opened by a key that reads what one person may see, shown once to who collects it', async () => {
      const { ada, core, elastic } = opened()
      const asked = { connector: 'pages', identity: 'ada@example.org', days: 7 }
      expect(await plan('access.make-key', asked)).toContain('3 of 4 documents can be read, as u1')
      const answer = await core.run(ada, 'access.make-key', asked)
      expect(answer).toMatchObject({ state: 'ready' })
      const run = runOf(answer)
      const collect = () => call('api-key.collect', { run })
      const made = keySchema.parse(await collect())
      expect(await collect()).toBeNull()

      const es = ada.connectAs(made.apiKey)
      const seen = await es.search({ index: 'search-pages', size: 10 })
      expect(new Set(seen.hits.hits.map(({ _id }) => _id))).toEqual(new Set(['p0', 'p1', 'p2']))
      await expect(es.search({ index: '.search-acl-filter-search-pages' })).rejects.toMatchObject({
        code: 'elasticsearch.forbidden',
      })
      const { api_keys: keys } = await elastic.es.security.getApiKey({ id: made.apiKeyId })
      const [key] = keys
      const holds = (key?.expiration ?? 0) - (key?.creation ?? 0)
      expect(holds).toBe(7 * 86_400_000)
      const log = await elastic.es.search({ index: 'patchbay-runs', size: 1000 })
      expect(JSON.stringify(log.hits)).not.toContain(made.apiKey.reveal())
      expect((await refusal('access.make-key', { ...asked, identity: 'mallory' })).code).toBe(
        'target.not-found',
      )
    })

    it('says why restricted documents are found by nobody', async () => {
      expect(await call('access.preview', { connector: 'pages', identity: 'bob' })).toMatchObject({
        seenDocuments: 1,
        notes: [expect.stringContaining('_allow_access_control.nowhere, which the index does not have')],
      })
    })

    it('names who is not there', async () => {
      const refused = await refusal('access.preview', { connector: 'pages', identity: 'mallory' })
      expect(refused.message).toBe('"pages" has no identity "mallory".')
      expect((await refusal('access.preview', { connector: 'table', identity: 'x' })).message).toBe(
        '"table" has no identities yet.',
      )
      const approver = await opened().refusal(opened().grace, 'access.preview', {
        connector: 'pages',
        identity: 'u1',
      })
      expect(approver.code).toBe('privilege.missing')
    })
  })
}
