import { describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const bulkCases = (cluster: () => ClusterUnderTest) =>
  describe('bulk', () => {
    const ndjson = (...lines: unknown[]) =>
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') + '\n'
    const sendBulk = (path: string, body: string) =>
      cluster().send('POST', path, { body, headers: { 'content-type': 'application/x-ndjson' } })

    it('does every action and says item by item how it went', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('bulk')
      const answer = await elastic.bulk({
        index,
        operations: [
          { index: { _id: '1' } },
          { n: 1 },
          { create: { _id: '1' } },
          { n: 2 },
          { create: { _id: '2' } },
          { n: 2 },
          { update: { _id: '1' } },
          { doc: { m: 1 } },
          { update: { _id: 'missing' } },
          { doc: { m: 1 } },
          { delete: { _id: '2' } },
          { delete: { _id: 'missing' } },
          { index: {} },
          { n: 3 },
        ],
      })
      expect(answer.errors).toBe(true)
      expect(
        answer.items.map(
          (item) => Object.entries(item).map(([action, { status, result }]) => [action, status, result])[0],
        ),
      ).toEqual([
        ['index', 201, 'created'],
        ['create', 409, undefined],
        ['create', 201, 'created'],
        ['update', 200, 'updated'],
        ['update', 404, undefined],
        ['delete', 200, 'deleted'],
        ['delete', 404, 'not_found'],
        ['index', 201, 'created'],
      ])
      expect(answer.items[1]?.create).toMatchObject({
        _index: index,
        _id: '1',
        status: 409,
        error: {
          type: 'version_conflict_engine_exception',
          reason: '[1]: version conflict, document already exists (current version [1])',
        },
      })
      expect(answer.items[4]?.update?.error).toMatchObject({ type: 'document_missing_exception' })
      expect((await elastic.get({ index, id: '1' }))._source).toEqual({ n: 1, m: 1 })
    })

    it('refuses what does not fit the mapping, item by item', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('bulk')
      await elastic.indices.create({ index, mappings: { properties: { n: { type: 'long' } } } })
      const answer = await elastic.bulk({
        index,
        refresh: true,
        operations: [{ index: { _id: '1' } }, { n: 'word' }, { index: { _id: '2' } }, { n: 2 }],
      })
      expect(answer.items.map((item) => [item.index?.status, item.index?.error?.type])).toEqual([
        [400, 'document_parsing_exception'],
        [201, undefined],
      ])
      expect((await elastic.count({ index })).count).toBe(1)
    })

    it('takes conditions and epochs item by item', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('bulk')
      const first = await elastic.bulk({
        index,
        operations: [{ index: { _id: '1', version: 3, version_type: 'external_gte' } }, { n: 1 }],
      })
      expect(first.items[0]?.index).toMatchObject({ _version: 3, status: 201 })
      const second = await elastic.bulk({
        index,
        operations: [
          { index: { _id: '1', version: 2, version_type: 'external_gte' } },
          { n: 2 },
          { index: { _id: '1', version: 3, version_type: 'external_gte' } },
          { n: 3 },
          { delete: { _id: '1', if_seq_no: 0, if_primary_term: 1 } },
        ],
      })
      expect(second.items.map((item) => Object.values(item)[0]?.status)).toEqual([409, 200, 409])
      expect((await elastic.get({ index, id: '1' }))._source).toEqual({ n: 3 })
    })

    it('refuses what the caller may not do, item by item, and does the rest', async () => {
      const { elastic, fresh } = cluster()
      const [mine, other] = [fresh('bulk'), fresh('bulk')]
      await elastic.indices.create({ index: mine })
      await elastic.indices.create({ index: other })
      const { name, es } = await cluster().user({
        indices: [
          { names: [mine], privileges: ['create_doc'] },
          { names: [other], privileges: ['read'] },
        ],
      })
      const answer = await es.bulk({
        operations: [
          { create: { _index: mine, _id: '1' } },
          {},
          { create: { _index: other, _id: '1' } },
          {},
          { delete: { _index: mine, _id: '1' } },
        ],
      })
      expect(answer.items.map((item) => Object.values(item)[0]?.status)).toEqual([201, 403, 403])
      expect(answer.items[1]?.create?.error).toMatchObject({
        type: 'security_exception',
        reason:
          `action [indices:data/write/bulk[s]] is unauthorized for user [${name}] with effective roles [${name}] ` +
          `on indices [${other}], this action is granted by the index privileges [create_doc,create,delete,index,write,all]`,
      })
      expect(answer.items[2]?.delete?.error?.reason).toMatch(
        /^action \[indices:data\/write\/delete\] is unauthorized/,
      )
    })

    it('refuses the whole call when the caller may write nowhere', async () => {
      const { name, es } = await cluster().user({ indices: [{ names: ['x'], privileges: ['read'] }] })
      expect(await refusal(es.bulk({ operations: [{ index: { _index: 'x' } }, {}] }))).toEqual({
        status: 403,
        type: 'security_exception',
        reason:
          `action [indices:data/write/bulk] is unauthorized for user [${name}] with effective roles [${name}], ` +
          'this action is granted by the index privileges [create_doc,create,delete,index,write,all]',
      })
    })

    it('makes missing indices, unless they must be aliases', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('bulk')
      const strict = await elastic.bulk({ index, require_alias: true, operations: [{ index: {} }, {}] })
      expect(strict.items[0]?.index).toMatchObject({
        status: 404,
        error: { type: 'index_not_found_exception' },
      })
      expect((await elastic.bulk({ index, operations: [{ index: {} }, {}] })).errors).toBe(false)
      const bad = await elastic.bulk({ operations: [{ index: { _index: 'Upper' } }, {}] })
      expect(bad.items[0]?.index).toMatchObject({
        status: 400,
        error: { type: 'invalid_index_name_exception' },
      })
    })

    it.each([
      ['no body', '', 'parse_exception'],
      ['an action that it does not know', ndjson({ upsert: { _id: '1' } }, {}), 'illegal_argument_exception'],
      [
        'an action with a parameter that it does not know',
        ndjson({ index: { nonsense: 1 } }, {}),
        'illegal_argument_exception',
      ],
      ['an action line that is no object', ndjson('[1]', {}), 'illegal_argument_exception'],
      ['a body that does not end with a new line', '{"index":{}}\n{}', 'illegal_argument_exception'],
    ])('refuses %s', async (_what, body, type) => {
      expect(refusalOf(await sendBulk(`/${cluster().fresh('bulk')}/_bulk`, body))).toMatchObject({
        status: 400,
        type,
      })
    })

    it('shows of its answer what was asked for, and waits for the refresh', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('bulk')
      const answer = await sendBulk(
        `/${index}/_bulk?refresh=true&filter_path=errors,items.*.status`,
        ndjson({ index: {} }, { n: 1 }, { index: {} }, { n: 2 }),
      )
      expect(answer.body).toEqual({
        errors: false,
        items: [{ index: { status: 201 } }, { index: { status: 201 } }],
      })
      expect((await elastic.count({ index })).count).toBe(2)
    })

    it('takes a body of many megabytes in one call', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('bulk')
      const text = 'x'.repeat(1_000)
      const operations = Array.from({ length: 8_000 }, (_, n) => [
        { index: { _id: String(n) } },
        { n, text },
      ]).flat()
      const answer = await elastic.bulk({ index, refresh: true, operations })
      expect(answer.errors).toBe(false)
      expect((await elastic.count({ index })).count).toBe(8_000)
    })
  })
