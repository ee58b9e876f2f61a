import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { notesOf } from '../protocol/job-notes.ts'
import { readJob } from './job-document.ts'
import { asService, jobsIndex } from './protocol-indices.ts'

const looked = 50
const hits = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _id: z.string(),
        _source: z.object({ status: z.string(), metadata: z.record(z.string(), z.json()).nullish() }),
      }),
    ),
  }),
})

/**
 * How many deletes were confirmed for a connector and its index: those that its last sync held back, if somebody let
 * them go (`sync confirm-deletes`). A sync that completed since then has used that up.
 */
export const confirmedDeletes = async (es: Client, connectorId: string, index: string): Promise<number> => {
  const filter = [
    { term: { 'connector.id': connectorId } },
    { term: { 'connector.index_name': index } },
    { term: { job_type: 'full' } },
    { terms: { status: ['completed', 'error'] } },
  ]
  const request = {
    index: jobsIndex,
    query: { bool: { filter } },
    sort: [{ created_at: { order: 'desc' as const } }],
    _source: ['status', 'metadata'],
    size: looked,
  }
  for (const { _id, _source } of hits.parse(await es.search(request, asService)).hits.hits) {
    if (_source.status === 'completed') return 0
    if (notesOf(_source)?.held == null) continue
    // Read again by id: searches may be a second behind, and this was perhaps just written.
    const held = notesOf((await readJob(es, _id))?.job ?? {})?.held
    return held?.confirmed == null ? 0 : held.deletes
  }
  return 0
}
