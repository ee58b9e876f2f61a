import { describe, expect, it } from 'vitest'
import { refusal } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

/** The real one behind this suite has a small stand-in of its own for this endpoint: only what both know is here. */
export const deleteByQueryCases = (cluster: () => ClusterUnderTest) =>
  describe('_delete_by_query', () => {
    it('deletes what the query finds, and nothing else', async () => {
      const { elastic, fresh } = cluster()
      const index = fresh('doomed')
      const operations = Array.from({ length: 10 }, (_, n) => [{ index: { _id: String(n) } }, { n }]).flat()
      await elastic.bulk({ index, refresh: true, operations })
      const answer = await elastic.deleteByQuery({
        index,
        refresh: true,
        query: { range: { n: { gte: 4 } } },
      })
      expect(answer).toMatchObject({
        deleted: 6,
        total: 6,
        version_conflicts: 0,
        noops: 0,
        failures: [],
        timed_out: false,
      })
      expect((await elastic.count({ index })).count).toBe(4)
      expect(await elastic.deleteByQuery({ index, query: { term: { n: 99 } } })).toMatchObject({
        deleted: 0,
        total: 0,
      })
    })

    it('answers 404 for a missing index, and 403 to those who may not', async () => {
      const { elastic } = cluster()
      const query = { match_all: {} }
      expect(await refusal(elastic.deleteByQuery({ index: 'missing-one', query }))).toMatchObject({
        status: 404,
        type: 'index_not_found_exception',
      })
      const { es } = await cluster().user({ indices: [{ names: ['x'], privileges: ['read'] }] })
      expect(await refusal(es.deleteByQuery({ index: 'other', query }))).toMatchObject({ status: 403 })
    })
  })
