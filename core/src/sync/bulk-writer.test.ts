import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connect } from '../elasticsearch/connect.ts'
import { ElasticsearchError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { BulkWriter } from './bulk-writer.ts'
import { Pace } from './pace.ts'
import { noSpan } from './span.ts'
import { nothingWritten } from './written.ts'

type Answer = (ids: string[]) => unknown

const actionSchema = z.object({ index: z.object({ _id: z.string() }) })
const idsOf = (body: unknown): string[] =>
  String(body)
    .split('\n')
    .filter((line) => line.startsWith('{"index":'))
    .map((line) => actionSchema.parse(JSON.parse(line)).index._id)

const taken: Answer = () => ({ errors: false, items: [] })
const noRoomFor =
  (...full: string[]): Answer =>
  (ids) => ({
    errors: true,
    items: ids.map((id) => ({
      index: full.includes(id) ? { status: 429, error: { type: 'rejected' } } : { status: 201 },
    })),
  })

/** A writer whose requests are answered one after the other, the last way from then on; and what was sent when. */
const writing = (clock: ManualClock, answers: Answer[], { requests = 2, bytes = 4_000 } = {}) => {
  const sent: { at: number; ids: string[] }[] = []
  const es = connect({
    url: 'http://127.0.0.1:1',
    auth: { kind: 'api-key', apiKey: new Secret('key') },
    intercept: (call: { method: string; path: string; bulkBody?: unknown }) => {
      const ids = idsOf(call.bulkBody)
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? taken
      sent.push({ at: clock.monotonic(), ids })
      return Promise.resolve().then(() => answer(ids))
    },
  })
  const written = nothingWritten()
  const delivery = {
    content: { use: (call: (client: typeof es) => unknown) => call(es) as never },
    index: 'search-a',
    pipeline: undefined,
    written,
    proveLease: () => Promise.resolve(),
    confirmLease: () => undefined,
    undo: () => Promise.resolve(),
    clock,
    ids: { ulid: () => '', random: () => 1 },
    signal: new AbortController().signal,
    pace: new Pace(clock, requests),
    patience: 300_000,
    span: noSpan,
  }
  const limits = { documentBytes: 10_000, bytes, requests, linger: 2_000 }
  const writer = new BulkWriter(delivery, () => 1, limits)
  const tail = { before: Buffer.from(',"mark":"'), shared: 0, own: 'a', after: Buffer.from('"') }
  const index = (id: string) => writer.index(id, Buffer.from(`{"id":"${id}"}`), tail)
  return { writer, written, sent, index }
}

const busy = (retryAfter?: number): Answer => {
  const details = { status: 429, type: 'rejected', reason: 'full', retryAfter }
  return () => {
    throw new ElasticsearchError('elasticsearch.unavailable', 'full', details)
  }
}

describe('BulkWriter', () => {
  it('keeps no document of a slow source: what waited is sent without others', async () => {
    const clock = manualClock()
    const { writer, written, sent, index } = writing(clock, [taken])
    await index('a')
    await clock.pass(1_999)
    await index('b')
    expect(sent).toEqual([])
    await clock.pass(1)
    expect(sent).toEqual([{ at: 2_000, ids: ['a', 'b'] }])
    await clock.pass(60_000)
    await index('c')
    await clock.pass(2_000)
    expect(sent.slice(1)).toEqual([{ at: 64_000, ids: ['c'] }])
    await writer.settled()
    expect(written.indexed).toBe(3)
  })

  it('sends again what found no room, with what comes meanwhile or after a while, though nothing comes', async () => {
    const clock = manualClock()
    const { writer, written, sent, index } = writing(clock, [noRoomFor('b'), noRoomFor('b'), taken])
    for (const id of ['a', 'b', 'c']) await index(id)
    await clock.pass(10_000)
    expect(sent.map(({ ids }) => ids)).toEqual([['a', 'b', 'c'], ['b'], ['b']])
    await writer.flush()
    await writer.settled()
    expect(written).toMatchObject({ indexed: 3, refused: 0 })
  })

  it('asks Elasticsearch nothing for as long as it wants to be left alone, with any request', async () => {
    const clock = manualClock()
    const { writer, written, sent, index } = writing(clock, [busy(30_000), taken], { bytes: 100 })
    await index('a')
    const others = (async () => {
      await index('b')
      await clock.pass(0)
      for (const id of ['c', 'd']) await index(id)
      await writer.flush()
    })()
    await clock.pass(29_999)
    expect(sent.map(({ ids }) => ids)).toEqual([['a']])
    await clock.pass(1_000)
    await others
    await writer.settled()
    expect(sent.every(({ at }, n) => n === 0 || at >= 30_000)).toBe(true)
    expect(written).toMatchObject({ indexed: 4, refused: 0 })
  })

  it('asks again after a minute, however long Elasticsearch wants to be left alone', async () => {
    const clock = manualClock()
    const { writer, sent, index } = writing(clock, [busy(86_400_000), taken])
    await index('a')
    const flushed = writer.flush()
    await clock.pass(61_000)
    await flushed
    await writer.settled()
    expect(sent.map(({ at }) => at)).toEqual([0, 60_000])
  })
})
