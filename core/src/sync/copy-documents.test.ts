import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { connect } from '../elasticsearch/connect.ts'
import { Secret } from '../secrets/secret.ts'
import type { SourcePage } from '../sources/data-source.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { BulkWriter } from './bulk-writer.ts'
import { copyDocuments } from './copy-documents.ts'
import { ExistingDocuments } from './existing-documents.ts'
import { fingerprint } from './fingerprint.ts'
import { Pace } from './pace.ts'
import { noSpan } from './span.ts'
import { nothingWritten } from './written.ts'

const part = 'shop.products'
const documents = Array.from({ length: 5_000 }, (_, n) => ({
  id: `d${n}`,
  json: Buffer.from(JSON.stringify({ id: `d${n}` })),
}))

async function* onePage(): AsyncGenerator<SourcePage> {
  yield { kind: 'documents', part, documents }
  yield { kind: 'end', part }
}

const writerOf = (signal: AbortSignal): BulkWriter => {
  const es = connect({
    url: 'http://127.0.0.1:1',
    auth: { kind: 'api-key', apiKey: new Secret('key') },
    intercept: () => Promise.reject(new Error('Nothing is to be written.')),
  })
  const clock = manualClock()
  const delivery = {
    content: { use: <Answer>(call: (client: typeof es) => Promise<Answer>) => call(es) },
    index: 'search-a',
    pipeline: undefined,
    written: nothingWritten(),
    proveLease: () => Promise.resolve(),
    confirmLease: () => undefined,
    undo: () => Promise.resolve(),
    clock,
    ids: { ulid: () => '', random: () => 1 },
    signal,
    pace: new Pace(clock, 1),
    patience: 1,
    span: noSpan,
  }
  return new BulkWriter(delivery, () => 1, { documentBytes: 1_000, bytes: 1_000, requests: 1, linger: 1 })
}

describe('copyDocuments', () => {
  it('lets a lease be renewed in the middle of a page, however many documents that has', async () => {
    const { signal } = new AbortController()
    const existing = new ExistingDocuments()
    for (const { id, json } of documents) {
      const mark = { part, fingerprint: fingerprint({ json }) }
      existing.add({ id, mark, seqNo: 1, primaryTerm: 1, version: 1 })
    }
    // Each look at the clock takes a millisecond.
    let now = 0
    const clock = { monotonic: () => (now += 1) }
    let done = false
    const copying = copyDocuments({
      pages: onePage(),
      writer: writerOf(signal),
      existing,
      fields: '',
      keeps: undefined,
      rights: false,
      files: 'left',
      trying: { retries: 0, pause: 0, clock: manualClock(), signal },
      written: nothingWritten(),
      clock,
      signal,
    }).finally(() => (done = true))
    let turns = 0
    while (!done) {
      await setImmediate()
      turns += 1
    }
    expect(await copying).toMatchObject({ unchanged: 5_000 })
    expect(turns).toBeGreaterThan(documents.length / 20)
  })

  it('shows rules what the documents of a page share, too', async () => {
    const { signal } = new AbortController()
    const shown: unknown[] = []
    async function* pages(): AsyncGenerator<SourcePage> {
      const json = Buffer.from('{"id":"d0"}')
      yield { kind: 'documents', part, documents: [{ id: 'd0', json }], shared: '"table":"products"' }
    }
    const listed = await copyDocuments({
      pages: pages(),
      writer: writerOf(signal),
      existing: new ExistingDocuments(),
      fields: '',
      keeps: (json) => {
        shown.push(JSON.parse(json.toString()))
        return false
      },
      rights: false,
      files: 'left',
      trying: { retries: 0, pause: 0, clock: manualClock(), signal },
      written: nothingWritten(),
      clock: manualClock(),
      signal,
    })
    expect(listed).toMatchObject({ excluded: 1 })
    expect(shown).toEqual([{ id: 'd0', table: 'products' }])
  })
})
