import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectorKeysFile } from './connector-keys-file.ts'

describe('connectorKeysFile', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-keys-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const write = (text: string): string => {
    const path = join(folder, 'keys.json')
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }

  it('has no key while the file is not there, and finds what is written later', () => {
    const keys = connectorKeysFile(join(folder, 'keys.json'))
    expect(keys('a')).toBeUndefined()
    write('{ "a": "first" }')
    expect(keys('a')?.reveal()).toBe('first')
    write('{ "a": "second" }')
    expect(keys('a')?.reveal()).toBe('second')
    expect(keys('toString')).toBeUndefined()
  })

  it('refuses a file that others can read, and one that is broken, without showing what is in it', () => {
    const path = write('{ "a": hunter2 }')
    const keys = connectorKeysFile(path)
    expect(() => keys('a')).toThrow(`${path} is not as it should be.`)
    chmodSync(path, 0o644)
    expect(() => keys('a')).toThrow('others can read it')
  })
})
