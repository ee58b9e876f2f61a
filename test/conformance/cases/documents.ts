import { describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

const conflict = { status: 409, type: 'version_conflict_engine_exception' }

export const documentCases = (cluster: () => ClusterUnderTest) =>
  describe('documents', () => {
    it('counts versions and sequence numbers through create, update and delete', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.indices.create({ index })
      const id = 'one'
      expect(await elastic.index({ index, id, document: { a: 1 } })).toEqual({
        _index: index,
        _id: id,
        _version: 1,
        result: 'created',
        _shards: { total: 2, successful: 1, failed: 0 },
        _seq_no: 0,
        _primary_term: 1,
      })
      expect(await elastic.index({ index, id, document: { a: 2 } })).toMatchObject({
        _version: 2,
        result: 'updated',
        _seq_no: 1,
      })
      expect(await elastic.get({ index, id })).toEqual({
        _index: index,
        _id: id,
        _version: 2,
        _seq_no: 1,
        _primary_term: 1,
        found: true,
        _source: { a: 2 },
      })
      expect(await elastic.delete({ index, id })).toMatchObject({
        _version: 3,
        result: 'deleted',
        _seq_no: 2,
      })
      expect(await elastic.index({ index, id, document: {} })).toMatchObject({
        _version: 4,
        result: 'created',
        _seq_no: 3,
      })
    })

    it('makes the index and an id when none is named', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      const made = await elastic.index({ index, document: { a: 1 } })
      expect(made._id).toMatch(/^[\w-]{20}$/)
      expect(await elastic.indices.exists({ index })).toBe(true)
    })

    it('answers for missing documents', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.indices.create({ index })
      const get = await cluster().send('GET', `/${index}/_doc/missing`)
      expect([get.status, get.body]).toEqual([404, { _index: index, _id: 'missing', found: false }])
      const deleted = await cluster().send('DELETE', `/${index}/_doc/missing`)
      expect(deleted.status).toBe(404)
      expect(deleted.body).toMatchObject({ _id: 'missing', result: 'not_found', _seq_no: 0 })
      expect(refusalOf(await cluster().send('GET', `/${index}/_source/missing`))).toMatchObject({
        status: 404,
        type: 'resource_not_found_exception',
      })
      expect(await elastic.exists({ index, id: 'missing' })).toBe(false)
      expect(await refusal(elastic.update({ index, id: 'missing', doc: {} }))).toEqual({
        status: 404,
        type: 'document_missing_exception',
        reason: '[missing]: document missing',
      })
    })

    it('creates once', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      expect(await elastic.create({ index, id: '1', document: {} })).toMatchObject({ result: 'created' })
      const again = {
        ...conflict,
        reason: '[1]: version conflict, document already exists (current version [1])',
      }
      expect(await refusal(elastic.create({ index, id: '1', document: {} }))).toEqual(again)
      expect(await refusal(elastic.index({ index, id: '1', op_type: 'create', document: {} }))).toEqual(again)
    })

    it('writes on condition that nobody else has written', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      const made = await elastic.index({ index, id: '1', document: { n: 0 } })
      const seen = { if_seq_no: made._seq_no ?? -1, if_primary_term: made._primary_term ?? 0 }
      const next = await elastic.index({ index, id: '1', document: { n: 1 }, ...seen })
      expect(await refusal(elastic.index({ index, id: '1', document: { n: 2 }, ...seen }))).toEqual({
        ...conflict,
        reason: `[1]: version conflict, required seqNo [0], primary term [1]. current document has seqNo [${next._seq_no}] and primary term [1]`,
      })
      expect(await refusal(elastic.update({ index, id: '1', doc: { n: 2 }, ...seen }))).toMatchObject(
        conflict,
      )
      expect(await refusal(elastic.delete({ index, id: '1', ...seen }))).toMatchObject(conflict)
      expect(await refusal(elastic.index({ index, id: 'new', document: {}, ...seen }))).toEqual({
        ...conflict,
        reason: '[new]: version conflict, required seqNo [0], primary term [1]. but no document was found',
      })
      expect((await elastic.get<{ n: number }>({ index, id: '1' }))._source).toEqual({ n: 1 })
    })

    it('lets one of many writers win', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      const made = await elastic.index({ index, id: '1', document: { by: -1 } })
      const seen = { if_seq_no: made._seq_no ?? -1, if_primary_term: made._primary_term ?? 0 }
      const writers = Array.from({ length: 10 }, (_, by) =>
        elastic.index({ index, id: '1', document: { by }, ...seen }),
      )
      const settled = await Promise.allSettled(writers)
      expect(settled.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    })

    it('fences with external_gte: the same or a later epoch writes, an earlier one does not', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      const write = (version: number) =>
        elastic.index({ index, id: '1', document: { version }, version, version_type: 'external_gte' })
      expect(await write(5)).toMatchObject({ _version: 5, result: 'created' })
      expect(await write(5)).toMatchObject({ _version: 5, result: 'updated' })
      expect(await write(7)).toMatchObject({ _version: 7 })
      expect(await refusal(write(6))).toEqual({
        ...conflict,
        reason: '[1]: version conflict, current version [7] is higher than the one provided [6]',
      })
      const external = elastic.index({ index, id: '1', document: {}, version: 7, version_type: 'external' })
      expect(await refusal(external)).toEqual({
        ...conflict,
        reason: '[1]: version conflict, current version [7] is higher or equal to the one provided [7]',
      })
      await elastic.delete({ index, id: '1', version: 8, version_type: 'external_gte' })
      expect(await refusal(write(7))).toMatchObject(conflict)
    })

    it('refuses conditions that contradict each other', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      for (const wrong of [
        'if_seq_no=1',
        'version=1',
        'version_type=external&version=1&if_seq_no=1&if_primary_term=1',
        'op_type=create&version=1&version_type=external',
      ]) {
        const answer = await cluster().send('PUT', `/${index}/_doc/1?${wrong}`, { body: {} })
        expect([wrong, refusalOf(answer)]).toEqual([
          wrong,
          { status: 400, type: 'action_request_validation_exception', reason: expect.any(String) },
        ])
      }
      expect(await elastic.indices.exists({ index })).toBe(false)
    })

    it('updates a part, merging objects and replacing arrays', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.index({ index, id: '1', document: { deep: { a: 1, b: [1, 2] }, keep: true } })
      expect(await elastic.update({ index, id: '1', doc: { deep: { b: [3] } } })).toMatchObject({
        result: 'updated',
      })
      expect((await elastic.get({ index, id: '1' }))._source).toEqual({ deep: { a: 1, b: [3] }, keep: true })
      expect(await elastic.update({ index, id: '1', doc: { keep: true } })).toMatchObject({
        result: 'noop',
        _version: 2,
        _shards: { total: 0, successful: 0, failed: 0 },
      })
      expect(await elastic.update({ index, id: '1', doc: { keep: true }, detect_noop: false })).toMatchObject(
        {
          result: 'updated',
        },
      )
    })

    it('updates or inserts', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      expect(await elastic.update({ index, id: '1', doc: { a: 1 }, doc_as_upsert: true })).toMatchObject({
        result: 'created',
      })
      expect(await elastic.update({ index, id: '2', doc: { a: 1 }, upsert: { b: 2 } })).toMatchObject({
        result: 'created',
      })
      expect((await elastic.get({ index, id: '2' }))._source).toEqual({ b: 2 })
    })

    it('reads at once what it wrote, and searches it after a refresh', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.index({ index, id: '1', document: { a: 1 } })
      expect((await elastic.get({ index, id: '1' })).found).toBe(true)
      expect(await elastic.indices.refresh({ index })).toMatchObject({ _shards: { failed: 0 } })
      expect((await elastic.count({ index })).count).toBe(1)
      const forced = await elastic.index({ index, id: '2', document: {}, refresh: true })
      expect(forced.forced_refresh).toBe(true)
      expect((await elastic.count({ index })).count).toBe(2)
      await elastic.index({ index, id: '3', document: {}, refresh: 'wait_for' })
      expect((await elastic.count({ index })).count).toBe(3)
    })

    it('reads many at once, in the order asked, whatever is missing', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.index({ index, id: '1', document: { a: 1, b: 1 } })
      await elastic.index({ index, id: '2', document: { a: 2, b: 2 } })
      const { docs } = await elastic.mget({ index, ids: ['2', 'missing', '1'] })
      expect(docs).toEqual([
        {
          _index: index,
          _id: '2',
          _version: 1,
          _seq_no: 1,
          _primary_term: 1,
          found: true,
          _source: { a: 2, b: 2 },
        },
        { _index: index, _id: 'missing', found: false },
        {
          _index: index,
          _id: '1',
          _version: 1,
          _seq_no: 0,
          _primary_term: 1,
          found: true,
          _source: { a: 1, b: 1 },
        },
      ])
      const mixed = await elastic.mget({
        docs: [
          { _index: index, _id: '1', _source: ['a'] },
          { _index: 'missing-one', _id: '1' },
        ],
      })
      expect(mixed.docs).toMatchObject([
        { found: true, _source: { a: 1 } },
        { _index: 'missing-one', _id: '1', error: { type: 'index_not_found_exception' } },
      ])
      expect(refusalOf(await cluster().send('POST', `/${index}/_mget`, { body: { ids: [] } }))).toMatchObject(
        {
          status: 400,
          type: 'action_request_validation_exception',
        },
      )
    })

    it('shows the parts of a document that were asked for', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.index({ index, id: '1', document: { a: { x: 1, y: 2 }, b: [{ x: 1, y: 2 }], c: 3 } })
      const get = async (parts: object) => (await elastic.get({ index, id: '1', ...parts }))._source
      expect(await get({ _source_includes: ['*.x'] })).toEqual({ a: { x: 1 }, b: [{ x: 1 }] })
      expect(await get({ _source_excludes: ['a', 'b.y'] })).toEqual({ b: [{ x: 1 }], c: 3 })
      expect(await get({ _source: ['a.y', 'c'] })).toEqual({ a: { y: 2 }, c: 3 })
      expect(await get({ _source: false })).toBeUndefined()
      expect(await elastic.getSource({ index, id: '1' })).toEqual({
        a: { x: 1, y: 2 },
        b: [{ x: 1, y: 2 }],
        c: 3,
      })
    })

    it('gives back the very text that it was given', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      await elastic.indices.create({ index, mappings: { dynamic: false } })
      const text = '{"z":12345678901234567890,"a":1.0,"__proto__":{"x":1},"é":"\\u0000", "spaced" : 1}'
      expect((await cluster().send('PUT', `/${index}/_doc/1`, { body: text })).status).toBe(201)
      expect((await cluster().send('GET', `/${index}/_source/1`)).text).toBe(text)
    })

    it.each([
      ['a field twice', '{"a":1,"a":2}', 'document_parsing_exception'],
      ['a field without a name', '{"":1}', 'document_parsing_exception'],
      ['a second document', '{"a":1}{"b":2}', 'illegal_argument_exception'],
      ['a whole number that no long holds', '{"n":12345678901234567890}', 'document_parsing_exception'],
    ])('refuses %s', async (_what, body, type) => {
      const answer = await cluster().send('PUT', `/${cluster().fresh('documents')}/_doc/1`, { body })
      expect(refusalOf(answer)).toMatchObject({ status: 400, type })
    })

    it('refuses ids that are too long, and bodies that are no objects', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      expect(await refusal(elastic.index({ index, id: 'x'.repeat(513), document: {} }))).toMatchObject({
        status: 400,
        type: 'action_request_validation_exception',
      })
      for (const body of ['[1]', '"text"', 'null']) {
        expect((await cluster().send('PUT', `/${index}/_doc/1`, { body })).status).toBe(400)
      }
      expect(refusalOf(await cluster().send('PUT', `/${index}/_doc/1`))).toMatchObject({
        status: 400,
        type: 'parse_exception',
        reason: 'request body is required',
      })
    })

    it('takes ids with any character', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('documents')
      for (const id of ['a/b', 'ü ñ', 'a%2Fb', '..', '日本', '?x=1&y', '+']) {
        await elastic.index({ index, id, document: { id } })
        expect((await elastic.get<{ id: string }>({ index, id }))._source).toEqual({ id })
      }
    })
  })
