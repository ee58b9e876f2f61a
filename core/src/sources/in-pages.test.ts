import { describe, expect, it } from 'vitest'
import { inPages } from './in-pages.ts'
import { PageMeasure } from './page-measure.ts'

interface Coming {
  id: string
  /** When it comes, in milliseconds. */
  at: number
  bytes?: number
}

/** Ids page by page. */
const pagesOf = async (coming: readonly Coming[]): Promise<string[][]> => {
  let now = 0
  async function* documents() {
    for (const { id, at, bytes = 10 } of coming) {
      now = at
      yield { id, json: Buffer.alloc(bytes) }
    }
  }
  const pages: string[][] = []
  for await (const page of inPages('part', documents(), new PageMeasure(() => now)))
    if (page.kind === 'documents') pages.push(page.documents.map(({ id }) => id))
  return pages
}

describe('inPages', () => {
  it('keeps what comes quickly together, up to 256 KB', async () => {
    const quick = ['a', 'b', 'c', 'd', 'e'].map((id, at) => ({ id, at, bytes: 100_000 }))
    expect(await pagesOf(quick)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ])
  })

  it('keeps no document of a slow source for longer than a second and the next one', async () => {
    const slow = [0, 400, 800, 1_200, 5_000, 5_900, 6_100, 6_200].map((at) => ({ id: String(at), at }))
    expect(await pagesOf(slow)).toEqual([['0', '400', '800', '1200'], ['5000', '5900', '6100'], ['6200']])
  })
})
