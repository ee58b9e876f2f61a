import { expect, it } from 'vitest'
import { PatchbayError } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import { type ObjectStore, readBuckets } from './read-buckets.ts'

const { signal } = new AbortController()
const body = 'x'.repeat(100_000)
const keys = Array.from({ length: 12 }, (_, n) => `key-${String(n).padStart(2, '0')}`)

/** Two buckets of twelve objects, three of which make a page. */
const store: ObjectStore = {
  buckets: ['*'],
  async *listBuckets() {
    yield* ['a', 'b']
  },
  async *listObjects(bucket, _signal, from) {
    for (const key of keys.filter((one) => from === undefined || one > from)) {
      const id = `${bucket}/${key}`
      const document = () => ({ id, json: Buffer.from(JSON.stringify({ id, body })) })
      yield { changed: Date.now(), document, place: key }
    }
  },
  isAboutBucket: () => false,
  explain: (error) => new PatchbayError('source.refused', String(error)),
  mark: 'the store',
  slack: 0,
}

const read = async (resume?: JsonObject) => {
  const found = { ids: [] as string[], marks: [] as [JsonObject, number][], ends: [] as unknown[] }
  let cursor: JsonObject = {}
  for await (const page of readBuckets(store, { signal, resume })) {
    if (page.kind === 'documents') found.ids.push(...page.documents.map(({ id }) => id))
    if (page.kind === 'checkpoint') found.marks.push([page.at, found.ids.length])
    if (page.kind === 'end') found.ends.push([page.part, page.resumed === true])
    if (page.kind === 'cursor') cursor = page.cursor
  }
  return { ...found, cursor }
}

it('goes on from each checkpoint with exactly what came after it, under the times of the first attempt', async () => {
  const whole = await read()
  expect(whole.ids).toEqual(['a', 'b'].flatMap((bucket) => keys.map((key) => `${bucket}/${key}`)))
  expect(whole.marks).toHaveLength(10)
  for (const [mark, seen] of whole.marks) {
    const rest = await read(JSON.parse(JSON.stringify(mark)))
    expect(rest.ids).toEqual(whole.ids.slice(seen))
    expect(rest.cursor['since']).toMatchObject(Object(mark['since']))
  }
  const [first] = whole.marks
  expect((await read(first?.[0])).ends).toEqual([
    ['a', true],
    ['b', false],
  ])
})

it('lists everything where a checkpoint is of another store, or its bucket is gone', async () => {
  const [first] = (await read()).marks
  const mark = Object(first?.[0])
  for (const other of [{ ...mark, store: 'another' }, { ...mark, bucket: 'gone' }, { at: 1 }])
    expect((await read(other)).ids).toHaveLength(24)
})
