import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGiven } from './read-given.ts'

describe('a file that a flag names', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-given-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const written = (content: string | Uint8Array): string => {
    const path = join(folder, 'given')
    writeFileSync(path, content)
    return path
  }

  it('is read as it is, but for the mark that some editors put before', () => {
    expect(readGiven('set-file', written('pässword\n'))).toBe('pässword\n')
    expect(readGiven('set-file', written('\uFEFFa: 1'))).toBe('a: 1')
  })

  it('is refused with the reason: not there, a folder, no text, far too large', () => {
    const folderToo = join(folder, 'folder')
    mkdirSync(folderToo)
    const reading = (path: string) => () => readGiven('from-file', path)
    expect(reading(join(folder, 'nowhere'))).toThrow('nowhere is not there.')
    expect(reading(folderToo)).toThrow('is a folder.')
    expect(reading(written(Uint8Array.of(0xff, 0xfe, 0x61, 0x00)))).toThrow('is no text in UTF-8.')
    expect(reading(written('a\0b'))).toThrow('is no text in UTF-8.')
    expect(reading(written('x'.repeat(16 * 1024 * 1024 + 1)))).toThrow('is larger than 16 MB.')
  })
})
