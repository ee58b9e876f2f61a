import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitLines } from './split-lines.ts'

const collect = async (
  chunks: readonly Buffer[],
): Promise<{ lines: string[]; unfinished: string | undefined }> => {
  const lines: string[] = []
  let unfinished: string | undefined
  for await (const part of splitLines(Readable.from(chunks))) {
    lines.push(...part.lines)
    unfinished = part.unfinished
  }
  return { lines, unfinished }
}

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return [...chunks, bytes.subarray(at)].filter((chunk) => chunk.length > 0)
}

describe('lines of a body', () => {
  it('are the same however the body is cut, in the middle of a character too', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.integer({ min: 1, max: 9 })), async (lines, sizes) => {
        const body = Buffer.from(lines.map((text) => `${text}\n`).join(''))
        expect(await collect(cut(body, sizes))).toEqual({ lines, unfinished: undefined })
      }),
    )
  })

  it('tell what stands after the last line end', async () => {
    expect(await collect([Buffer.from('a\nb')])).toEqual({ lines: ['a'], unfinished: 'b' })
  })
})
