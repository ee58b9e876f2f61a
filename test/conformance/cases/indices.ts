import { describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const indexCases = (cluster: () => ClusterUnderTest) =>
  describe('indices', () => {
    it('creates, shows and deletes an index', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('index')
      const alias = fresh('alias')
      const created = await elastic.indices.create({
        index,
        aliases: { [alias]: {} },
        settings: { number_of_shards: 1, number_of_replicas: 0 },
        mappings: { properties: { title: { type: 'text' }, kind: { type: 'keyword', doc_values: true } } },
      })
      expect(created).toEqual({ acknowledged: true, shards_acknowledged: true, index })
      expect(await elastic.indices.exists({ index })).toBe(true)
      expect((await elastic.indices.get({ index }))[index]).toMatchObject({
        aliases: { [alias]: {} },
        mappings: { properties: { title: { type: 'text' }, kind: { type: 'keyword' } } },
        settings: {
          index: {
            number_of_shards: '1',
            number_of_replicas: '0',
            provided_name: index,
            uuid: expect.stringMatching(/^[\w-]{22}$/),
            creation_date: expect.stringMatching(/^\d{13}$/),
          },
        },
      })
      expect(Object.keys(await elastic.indices.get({ index: alias }))).toEqual([index])
      expect(await elastic.indices.delete({ index })).toEqual({ acknowledged: true })
      expect(await elastic.indices.exists({ index })).toBe(false)
      expect(await elastic.indices.exists({ index: alias })).toBe(false)
    })

    it('refuses to create what exists', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('index')
      await elastic.indices.create({ index })
      expect(await refusal(elastic.indices.create({ index }))).toEqual({
        status: 400,
        type: 'resource_already_exists_exception',
        reason: expect.stringMatching(new RegExp(`^index \\[${index}/[\\w-]{22}\\] already exists$`)),
      })
    })

    it.each([
      ['Upper', 'Invalid index name [Upper], must be lowercase'],
      ['_under', "Invalid index name [_under], must not start with '_', '-', or '+'"],
      ['-dash', "Invalid index name [-dash], must not start with '_', '-', or '+'"],
      [
        'a b',
        "Invalid index name [a b], must not contain the following characters [' ','\"','*',',','/','<','>','?','\\','|']",
      ],
      ['a#b', "Invalid index name [a#b], must not contain '#'"],
      ['a:b', "Invalid index name [a:b], must not contain ':'"],
      ['x'.repeat(256), `Invalid index name [${'x'.repeat(256)}], index name is too long, (256 > 255)`],
    ])('refuses the name %s', async (index, reason) => {
      expect(await refusal(cluster().elastic.indices.create({ index }))).toEqual({
        status: 400,
        type: 'invalid_index_name_exception',
        reason,
      })
    })

    it('answers 404 for what is missing, and names it', async () => {
      const { elastic } = cluster()
      const missing = {
        status: 404,
        type: 'index_not_found_exception',
        reason: 'no such index [missing-one]',
      }
      const index = 'missing-one'
      expect(await refusal(elastic.indices.get({ index }))).toEqual(missing)
      expect(await refusal(elastic.indices.delete({ index }))).toEqual(missing)
      expect(await refusal(elastic.indices.getMapping({ index }))).toEqual(missing)
      expect(await refusal(elastic.indices.putMapping({ index, properties: {} }))).toEqual(missing)
      expect(await refusal(elastic.indices.getSettings({ index }))).toEqual(missing)
      expect(await refusal(elastic.indices.refresh({ index }))).toEqual(missing)
      expect(await refusal(elastic.search({ index }))).toEqual(missing)
      expect(await refusal(elastic.count({ index }))).toEqual(missing)
      expect(await refusal(elastic.get({ index, id: '1' }))).toEqual(missing)
      expect((await cluster().send('DELETE', `/${index}`)).body).toMatchObject({
        error: { 'resource.type': 'index_or_alias', 'resource.id': index, index, index_uuid: '_na_' },
      })
      expect((await elastic.indices.delete({ index, ignore_unavailable: true })).acknowledged).toBe(true)
      expect((await elastic.search({ index, ignore_unavailable: true })).hits.hits).toEqual([])
    })

    it('adds to a mapping and refuses to change it', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('index')
      await elastic.indices.create({ index, mappings: { properties: { a: { type: 'keyword' } } } })
      expect(await elastic.indices.putMapping({ index, properties: { b: { type: 'long' } } })).toEqual({
        acknowledged: true,
      })
      expect(await elastic.indices.getMapping({ index })).toEqual({
        [index]: { mappings: { properties: { a: { type: 'keyword' }, b: { type: 'long' } } } },
      })
      expect(
        await refusal(elastic.indices.putMapping({ index, properties: { a: { type: 'long' } } })),
      ).toEqual({
        status: 400,
        type: 'illegal_argument_exception',
        reason: 'mapper [a] cannot be changed from type [keyword] to [long]',
      })
    })

    it('refuses a mapping with an unknown type or parameter', async () => {
      const { fresh } = cluster()
      const create = (properties: unknown) =>
        cluster().send('PUT', `/${fresh('index')}`, { body: { mappings: { properties } } })
      expect(refusalOf(await create({ a: { type: 'nonsense' } }))).toMatchObject({
        status: 400,
        type: 'mapper_parsing_exception',
      })
      expect(refusalOf(await create({ a: { type: 'keyword', nonsense: true } }))).toMatchObject({
        status: 400,
        type: 'mapper_parsing_exception',
      })
    })

    it('maps what it sees for the first time, as text with a keyword beside it', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('index')
      await elastic.index({
        index,
        document: {
          word: 'x',
          whole: 1,
          part: 1.5,
          yes: true,
          day: '2026-11-24T00:00:00Z',
          deep: { er: ['x'] },
          none: null,
        },
      })
      const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } }
      expect((await elastic.indices.getMapping({ index }))[index]?.mappings.properties).toEqual({
        word: text,
        whole: { type: 'long' },
        part: { type: 'float' },
        yes: { type: 'boolean' },
        day: { type: 'date' },
        deep: { properties: { er: text } },
      })
    })

    it('refuses values that do not fit the mapping, and fields that a strict mapping does not have', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('index')
      await elastic.indices.create({
        index,
        mappings: { dynamic: 'strict', properties: { n: { type: 'long' } } },
      })
      expect(await refusal(elastic.index({ index, document: { n: 'word' } }))).toMatchObject({
        status: 400,
        type: 'document_parsing_exception',
      })
      expect(await refusal(elastic.index({ index, document: { other: 1 } }))).toMatchObject({
        status: 400,
        type: 'strict_dynamic_mapping_exception',
      })
    })

    it('keeps settings and refuses those it does not know', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('index')
      await elastic.indices.create({ index, settings: { hidden: true } })
      expect((await elastic.indices.getSettings({ index }))[index]?.settings?.index).toMatchObject({
        hidden: 'true',
      })
      expect(await elastic.indices.putSettings({ index, settings: { refresh_interval: '5s' } })).toEqual({
        acknowledged: true,
      })
      expect((await elastic.indices.getSettings({ index }))[index]?.settings?.index).toMatchObject({
        refresh_interval: '5s',
      })
      const unknown = { body: { settings: { 'index.no_such_setting': 1 } } }
      expect(refusalOf(await cluster().send('PUT', `/${fresh('index')}`, unknown))).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
      })
      expect(
        refusalOf(await cluster().send('PUT', `/${index}/_settings`, { body: { number_of_shards: 2 } })),
      ).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
      })
    })

    it('hides hidden indices from patterns, unless asked', async () => {
      const { elastic, fresh } = cluster()
      const prefix = fresh('seen')
      await elastic.indices.create({ index: `${prefix}-plain` })
      await elastic.indices.create({ index: `${prefix}-hidden`, settings: { hidden: true } })
      const names = async (expand_wildcards?: 'all') =>
        Object.keys(
          await elastic.indices.get({
            index: `${prefix}-*`,
            ...(expand_wildcards === undefined ? {} : { expand_wildcards }),
          }),
        ).toSorted()
      expect(await names()).toEqual([`${prefix}-plain`])
      expect(await names('all')).toEqual([`${prefix}-hidden`, `${prefix}-plain`])
      expect(Object.keys(await elastic.indices.get({ index: 'no-such-*' }))).toEqual([])
    })

    it('deletes nothing by pattern', async () => {
      expect(await refusal(cluster().elastic.indices.delete({ index: 'some-*' }))).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
        reason: 'Wildcard expressions or all indices are not allowed',
      })
    })

    it('needs the right for each act, on each index', async () => {
      const { fresh, elastic } = cluster()
      const index = fresh('index')
      await elastic.indices.create({ index })
      const { name, es } = await cluster().user({ indices: [{ names: [index], privileges: ['read'] }] })
      expect(await refusal(es.indices.create({ index: `${index}-2` }))).toEqual({
        status: 403,
        type: 'security_exception',
        reason:
          `action [indices:admin/create] is unauthorized for user [${name}] with effective roles [${name}] ` +
          `on indices [${index}-2], this action is granted by the index privileges [create_index,manage,all]`,
      })
      expect(await refusal(es.indices.delete({ index }))).toMatchObject({ status: 403 })
      expect(await refusal(es.indices.putMapping({ index, properties: {} }))).toMatchObject({ status: 403 })
      expect(await refusal(es.indices.refresh({ index }))).toMatchObject({ status: 403 })
      expect(await refusal(es.index({ index: `${index}-3`, document: {} }))).toMatchObject({ status: 403 })
      expect(await refusal(es.search({ index: 'missing-one' }))).toMatchObject({ status: 403 })
    })
  })
