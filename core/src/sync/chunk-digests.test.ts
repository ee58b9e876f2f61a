import { describe, expect, it } from 'vitest'
import { fingerprint } from './fingerprint.ts'
import { ChunkDigests } from './chunk-digests.ts'

const print = '0123456789abcdef'
const digestOf = (...ids: string[]): string =>
  fingerprint({ json: Buffer.from(ids.map((id) => `${id}\n${print}`).join('')) })

const chunk = { kind: 'chunk', part: 'a' } as const
const end = { kind: 'end', part: 'a' } as const

describe('ChunkDigests', () => {
  it('ends a chunk with the next one, with one that is passed over, and with its part', () => {
    const digests = new ChunkDigests()
    digests.add('before', print)
    digests.follow(chunk)
    for (const id of ['ü', 'b']) digests.add(id, print)
    digests.follow(chunk)
    digests.follow({ kind: 'unchanged', part: 'a', documents: 5, digest: print })
    digests.follow(chunk)
    digests.add('c', print)
    digests.follow({ kind: 'checkpoint', at: {} })
    digests.add('d', print)
    digests.follow(end)
    expect(digests.parts?.get('a')).toBe([digestOf('ü', 'b'), digestOf(), print, digestOf('c', 'd')].join(''))
    expect(digests.documents).toBe(10)
  })

  it('hashes chunks of any size', () => {
    const ids = Array.from({ length: 5_000 }, (_, n) => `id${n}`)
    const digests = new ChunkDigests()
    digests.follow(chunk)
    for (const id of ids) digests.add(id, print)
    digests.follow(end)
    expect(digests.parts?.get('a')).toBe(digestOf(...ids))
  })

  it('has none of a part that could not be listed to its end', () => {
    const digests = new ChunkDigests()
    digests.follow(chunk)
    digests.follow(chunk)
    digests.follow({ kind: 'skipped', part: 'a', reason: 'it is locked', expected: false })
    digests.follow(end)
    expect(digests.parts).toBeUndefined()
  })

  it('has none of a listing that broke off, and none where no part was in chunks', () => {
    const digests = new ChunkDigests()
    digests.follow(end)
    expect(digests.parts).toBeUndefined()
    digests.follow(chunk)
    digests.follow({ kind: 'again' })
    digests.follow(chunk)
    digests.follow(end)
    expect(digests.parts).toBeUndefined()
  })
})
