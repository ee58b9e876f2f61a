import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../elasticsearch/connect.ts'
import { startLocalElasticsearch } from '../local-elasticsearch/start-local-elasticsearch.ts'
import { contentIndexMappings } from '../protocol/content-index.ts'
import { Secret } from '../secrets/secret.ts'
import type { Gone } from './index-before.ts'
import { IndexInOrder } from './index-in-order.ts'

const print = (n: number): string => String(n).padStart(16, '0')
const part = 'shop.products'

let es: ReturnType<typeof connect>
let stop = async (): Promise<void> => {}
beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
  const local = await startLocalElasticsearch({ dataDir, password: 'in-order' })
  const auth = { kind: 'basic' as const, username: 'elastic', password: new Secret('in-order') }
  es = connect({ url: local.url, auth })
  stop = async () => {
    await local.close()
    await rm(dataDir, { recursive: true })
  }
})
afterAll(() => stop())

let made = 0
/** An index with documents that were written in this order, and what is read of it a few at a time. */
const indexOf = async (
  documents: { id: string; mark?: string; version?: number }[],
  doubtedFrom?: number,
) => {
  const index = `search-in-order-${(made += 1)}`
  await es.indices.create({ index, mappings: contentIndexMappings(null) })
  const operations = documents.flatMap(({ id, mark, version = 1 }) => [
    { index: { _id: id, version, version_type: 'external_gte' as const } },
    mark === undefined ? { id } : { id, _patchbay: mark },
  ])
  if (operations.length > 0) await es.bulk({ index, operations, refresh: true })
  const raised: number[] = []
  const opened = await IndexInOrder.open({
    content: { use: (call) => call(es) },
    index,
    doubtedFrom,
    patiently: (ask) => ask(),
    raise: async (version) => void raised.push(version),
    signal: new AbortController().signal,
    ahead: { page: 5, most: 15 },
  })
  return { opened, raised, index }
}

const unseenOf = async (opened: IndexInOrder): Promise<string[]> => {
  const gone: Gone[] = []
  for await (const one of opened.unseen()) gone.push(one)
  return gone.map(({ id }) => id).toSorted()
}

const inPages = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))

/** Each fifth is a stranger's: it ends a page where pages are whole. */
const isStranger = (n: number): boolean => n % 5 === 4

const documents = (count: number): { id: string; mark?: string }[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `d${n}`,
    ...(!isStranger(n) && { mark: `${part}:${print(n)}` }),
  }))

describe('IndexInOrder', () => {
  it('tells new, changed and unchanged documents, and those that are gone, in whatever order they come', async () => {
    const existing = fc.integer({ min: 0, max: 60 })
    const source = fc.array(
      fc.record({ n: fc.nat({ max: 70 }), run: fc.integer({ min: 1, max: 25 }), changed: fc.boolean() }),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(existing, source, fc.integer({ min: 1, max: 12 }), async (count, runs, size) => {
        const { opened } = await indexOf(documents(count))
        // Runs of neighbours that begin anywhere, as a source has them; each id once.
        const shown = new Map<number, boolean>()
        for (const { n, run, changed } of runs)
          for (let at = n; at < n + run; at += 1) if (!shown.has(at)) shown.set(at, changed)
        for (const page of inPages([...shown], size)) {
          await opened.meet(page.map(([n]) => `d${n}`))
          for (const [n, changed] of page) {
            const expected = n >= count ? 'new' : changed || isStranger(n) ? 'changed' : 'unchanged'
            expect(opened.see(`d${n}`, part, print(changed ? n + 1 : n)), `d${n}`).toBe(expected)
          }
        }
        const gone = documents(count).flatMap(({ id }, n) => (shown.has(n) ? [] : [id]))
        expect(await unseenOf(opened)).toEqual(gone.toSorted())
      }),
      { numRuns: 60 },
    )
  })

  it('takes a document of another part, of a doubted version or of somebody else for a changed one', async () => {
    const { opened, raised } = await indexOf(
      [
        { id: 'other-part', mark: `shop.orders:${print(1)}` },
        { id: 'doubted', mark: `${part}:${print(1)}`, version: 7 },
        { id: 'stranger', version: 9 },
        { id: 'fine', mark: `${part}:${print(1)}` },
      ],
      7,
    )
    const ids = ['other-part', 'doubted', 'stranger', 'fine']
    await opened.meet(ids)
    expect(ids.map((id) => opened.see(id, part, print(1)))).toEqual([
      'changed',
      'changed',
      'changed',
      'unchanged',
    ])
    expect(await opened.strangers()).toBe(1)
    expect(Math.max(...raised)).toBe(9)
  })

  it('keeps out of what others write meanwhile: nothing of it is gone, and its versions are not ours', async () => {
    const { opened, raised, index } = await indexOf(documents(3))
    const body = { id: 'later' }
    for (const id of ['later', 'd1'])
      await es.index({ index, id, document: body, version: 50, version_type: 'external', refresh: true })
    await opened.meet(['d0', 'later'])
    expect(opened.see('d0', part, print(0))).toBe('unchanged')
    expect(opened.see('later', part, print(0))).toBe('changed')
    expect(await unseenOf(opened)).toEqual(['d2'])
    expect(Math.max(...raised)).toBe(1)
  })
})
