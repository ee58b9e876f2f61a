import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SearchHarness } from './search-harness.ts'

/** Documents, searches and the answers that a genuine Elasticsearch 8.19 gave to them. */
const recorded = z
  .object({
    mappings: z.record(z.string(), z.unknown()),
    documents: z.record(z.string(), z.array(z.unknown())),
    searches: z.array(
      z.object({ path: z.string(), body: z.unknown().optional(), status: z.number(), answer: z.unknown() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'recorded-searches.json'), 'utf8')))

const record = z.record(z.string(), z.unknown())

/** What was recorded of an answer: no times, and of errors no details below the root cause. */
const essence = (body: unknown): unknown => {
  const { error, hits, count, aggregations, _shards } = record.parse(body)
  if (error === undefined) {
    const { failed } = z.object({ failed: z.number() }).parse(_shards)
    return JSON.parse(JSON.stringify({ count, hits, aggregations, failed }))
  }
  const { type, reason, line, col, root_cause: causes } = record.parse(error)
  const roots = z.array(z.object({ type: z.string(), reason: z.string() })).parse(causes)
  return JSON.parse(JSON.stringify({ error: { type, reason, line, col, root_cause: roots } }))
}

const open = (): SearchHarness => {
  const harness = new SearchHarness()
  for (const [index, mappings] of Object.entries(recorded.mappings)) harness.store.create(index, mappings)
  for (const [index, documents] of Object.entries(recorded.documents)) {
    for (const [at, document] of documents.entries()) harness.store.put(index, `${index}-${at}`, document)
  }
  return harness
}

describe('answers as a genuine Elasticsearch gives them', () => {
  const harness = open()

  it.each(
    recorded.searches.map(
      (search) => [search.path, JSON.stringify(search.body) ?? 'no body', search] as const,
    ),
  )('%s %s', async (path, _body, search) => {
    const { status, body } = await harness.call('POST', path, { body: search.body })
    expect(essence(body)).toEqual(search.answer)
    expect(status).toBe(search.status)
  })
})
