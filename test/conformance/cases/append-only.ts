import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '@elastic/elasticsearch'
import { refusal } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const appendOnlyCases = (cluster: () => ClusterUnderTest) =>
  describe('an append-only index, held by raw action privileges', () => {
    let index = ''
    let es: Client
    const rights = ['read', 'indices:data/write/index:op_type/create', 'indices:data/write/bulk*']

    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      index = fresh('log')
      await elastic.indices.create({
        index,
        mappings: { dynamic: false, properties: { n: { type: 'long' } } },
      })
      es = (await cluster().user({ indices: [{ names: [index], privileges: rights }] })).es
      await append('0', { n: 0 })
    })

    /** The only way in. */
    const append = async (id: string, document: object) => {
      const { items } = await es.bulk({ index, operations: [{ create: { _id: id } }, document] })
      return items[0]?.create
    }

    const forbidden = { status: 403, type: 'security_exception' }

    it('lets a document be created by a bulk, and not on its own: that would need the whole action', async () => {
      expect(await append('1', { n: 1 })).toMatchObject({ status: 201, result: 'created' })
      expect(await refusal(es.create({ index, id: '2', document: {} }))).toEqual({
        ...forbidden,
        reason: expect.stringMatching(/^action \[indices:data\/write\/index\] is unauthorized/),
      })
      expect(await refusal(es.index({ index, op_type: 'create', document: {} }))).toMatchObject(forbidden)
    })

    it('answers 409 for a number that is taken', async () => {
      expect(await append('0', {})).toMatchObject({
        status: 409,
        error: { type: 'version_conflict_engine_exception' },
      })
    })

    it('lets nothing be overwritten, updated or deleted', async () => {
      expect(await refusal(es.index({ index, id: '0', document: { n: 9 } }))).toMatchObject(forbidden)
      expect(await refusal(es.index({ index, id: 'new', document: { n: 9 } }))).toMatchObject(forbidden)
      expect(await refusal(es.update({ index, id: '0', doc: { n: 9 } }))).toMatchObject(forbidden)
      expect(await refusal(es.delete({ index, id: '0' }))).toMatchObject(forbidden)
      const answer = await es.bulk({
        index,
        operations: [
          { index: { _id: '0' } },
          { n: 9 },
          { update: { _id: '0' } },
          { doc: { n: 9 } },
          { delete: { _id: '0' } },
          { create: { _id: 'among' } },
          { n: 3 },
        ],
      })
      expect(answer.items.map((item) => Object.values(item)[0]?.status)).toEqual([403, 403, 403, 201])
      expect((await es.get({ index, id: '0' }))._source).toEqual({ n: 0 })
    })

    it('lets neither mapping, settings nor the index itself be changed', async () => {
      expect(
        await refusal(es.indices.putMapping({ index, properties: { x: { type: 'long' } } })),
      ).toMatchObject(forbidden)
      expect(await refusal(es.indices.putMapping({ index, dynamic: true }))).toMatchObject(forbidden)
      expect(
        await refusal(es.indices.putSettings({ index, settings: { refresh_interval: '1s' } })),
      ).toMatchObject(forbidden)
      expect(await refusal(es.indices.delete({ index }))).toMatchObject(forbidden)
    })

    it('keeps its mapping whatever a document holds', async () => {
      expect(await append('wide', { n: 4, stranger: { field: 'x' } })).toMatchObject({ status: 201 })
      expect(await cluster().elastic.indices.getMapping({ index })).toEqual({
        [index]: { mappings: { dynamic: 'false', properties: { n: { type: 'long' } } } },
      })
    })

    it('is read in real time, many at once', async () => {
      await append('now', { n: 5 })
      const { docs } = await es.mget({ index, ids: ['now', 'missing'] })
      expect(docs).toMatchObject([{ found: true, _source: { n: 5 } }, { found: false }])
    })
  })
