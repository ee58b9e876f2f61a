import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { notesKey } from '../protocol/job-notes.ts'
import { asService, connectorsIndex, jobsIndex } from './protocol-indices.ts'

const jobHits = z.object({
  hits: z.object({
    hits: z.array(z.object({ _source: z.object({ metadata: z.record(z.string(), z.unknown()).nullish() }) })),
  }),
})
const countSchema = z.object({ count: z.number() })

/**
 * Whether documents without our mark belong to a connector all the same: another service completed a job of it before
 * our first one, and no other connector ever wrote to that index.
 */
export const ownStrangers = async (es: Client, connectorId: string, index: string): Promise<boolean> => {
  const first = jobHits.parse(
    await es.search(
      {
        index: jobsIndex,
        query: {
          bool: {
            filter: [
              { term: { 'connector.id': connectorId } },
              { term: { 'connector.index_name': index } },
              { term: { status: 'completed' } },
              { term: { job_type: 'full' } },
            ],
          },
        },
        sort: [{ completed_at: { order: 'asc' } }],
        _source: ['metadata'],
        size: 1,
      },
      asService,
    ),
  ).hits.hits[0]
  if (first === undefined || notesKey in (first._source.metadata ?? {})) return false
  const others = await Promise.all([
    es.count(
      {
        index: jobsIndex,
        query: {
          bool: {
            filter: [{ term: { 'connector.index_name': index } }],
            must_not: [{ term: { 'connector.id': connectorId } }],
          },
        },
      },
      asService,
    ),
    es.count(
      {
        index: connectorsIndex,
        query: {
          bool: { filter: [{ term: { index_name: index } }], must_not: [{ ids: { values: [connectorId] } }] },
        },
      },
      asService,
    ),
  ])
  return others.every((answer) => countSchema.parse(answer).count === 0)
}
