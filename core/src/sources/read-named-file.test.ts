import { execFile } from 'node:child_process'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNamedFile } from './read-named-file.ts'

describe('a file that a configuration names', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-named-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is read whole', async () => {
    await writeFile(join(folder, 'people.csv'), 'ada;S-1-5-21-1')
    expect(String(await readNamedFile(join(folder, 'people.csv')))).toBe('ada;S-1-5-21-1')
    await writeFile(join(folder, 'empty'), '')
    expect(await readNamedFile(join(folder, 'empty'))).toHaveLength(0)
    await expect(readNamedFile(join(folder, 'gone'))).rejects.toThrow('ENOENT')
  })

  it('fills no memory, however much there is', async () => {
    await writeFile(join(folder, 'large'), '')
    await truncate(join(folder, 'large'), 2 ** 40)
    await expect(readNamedFile(join(folder, 'large'))).rejects.toThrow('too large')
  })

  it.skipIf(process.platform === 'win32')('is no device and no pipe, and none is waited for', async () => {
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')])
    for (const path of ['/dev/zero', join(folder, 'pipe'), folder])
      await expect(readNamedFile(path)).rejects.toThrow('no regular file')
  })
})
