import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer } from '../operations/create-runner.ts'
import { Secret } from '../secrets/secret.ts'
import { deliveredKey, keysFileOf, serviceConfigOf } from '../steps/delivered-key.ts'
import { collectIntoFiles } from './key-files.ts'

describe('collectIntoFiles', () => {
  let cwd = ''
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'patchbay-keys-'))
  })
  afterEach(() => rm(cwd, { recursive: true }))

  const shown: Answer[] = []
  const parts = (calls: string[] = []) => ({
    cwd,
    collect: async (): Promise<Answer> => {
      calls.push('made')
      const result = deliveredKey({
        connectorId: 'one',
        serviceType: 'postgresql',
        apiKeyId: 'id',
        key: new Secret('the new key'),
        address: 'http://127.0.0.1:9200',
      })
      return { state: 'done', run: 'run', result }
    },
    show: async (answer: Answer): Promise<void> => void shown.push(answer),
  })
  const noFiles = { keysFile: undefined, serviceConfig: undefined }
  const write = (name: string, text: string, mode = 0o600): Promise<void> =>
    writeFile(join(cwd, name), text, { mode })
  const read = (name: string): Promise<string> => readFile(join(cwd, name), 'utf8')

  it('puts a key beside those that a file has, for its owner alone, and shows only where it is', async () => {
    await write('keys.json', '{ "one": "old", "two": "kept" }')
    const answer = await collectIntoFiles({ keysFile: 'keys.json', serviceConfig: 'config.yml' }, parts())
    expect(JSON.parse(await read('keys.json'))).toEqual({ one: 'the new key', two: 'kept' })
    expect(await read('config.yml')).toContain('api_key: "the new key"')
    for (const name of ['keys.json', 'config.yml']) {
      expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o600)
    }
    const where = { connectorKeysFile: join(cwd, 'keys.json'), serviceConfig: join(cwd, 'config.yml') }
    expect(answer).toEqual({
      state: 'done',
      run: 'run',
      result: { connector: 'one', apiKeyId: 'id', ...where },
    })
    expect(await readdir(cwd)).toEqual(['config.yml', 'keys.json'])
  })

  it('takes the keys of a migration, which come together, and is content where it came to none', async () => {
    const delivered = ['one', 'two'].map((connectorId) => ({
      connectorId,
      serviceType: 'dir',
      apiKeyId: `id of ${connectorId}`,
      key: new Secret(`key of ${connectorId}`),
      address: undefined,
    }))
    const keys = { connectorKeysFile: keysFileOf(delivered), serviceConfig: serviceConfigOf(delivered) }
    const migration = (result: object) => ({
      ...parts(),
      collect: async (): Promise<Answer> => ({ state: 'done', run: 'run', result }),
    })
    const files = { ...noFiles, keysFile: 'keys.json' }
    const path = join(cwd, 'keys.json')
    expect(await collectIntoFiles(files, migration({ migrated: [], failed: [], ...keys }))).toMatchObject({
      result: { migrated: [], failed: [], connectorKeysFile: path },
    })
    expect(JSON.parse(await read('keys.json'))).toEqual({ one: 'key of one', two: 'key of two' })

    const none = { migrated: [], failed: ['one'], connectorKeysFile: null, serviceConfig: null }
    expect(await collectIntoFiles(files, migration(none))).toMatchObject({ result: none })
    expect(Object.keys(JSON.parse(await read('keys.json')) as object)).toEqual(['one', 'two'])
    expect(await readdir(cwd)).toEqual(['keys.json'])
  })

  it('lets nobody read a key where an earlier attempt, or somebody else, left a file of that name', async () => {
    await write('keys.json.new', 'theirs', 0o666)
    await chmod(join(cwd, 'keys.json.new'), 0o666)
    await collectIntoFiles({ ...noFiles, keysFile: 'keys.json' }, parts())
    expect((await stat(join(cwd, 'keys.json'))).mode & 0o777).toBe(0o600)
  })

  it('makes no key that it could not write: a file that others read, that is no such file, is there, or has no folder', async () => {
    await write('open.json', '{}', 0o644)
    await write('broken.json', '[')
    await write('config.yml', 'mine: true')
    const calls: string[] = []
    const collect = (files: Partial<typeof noFiles> | Record<string, string>) =>
      collectIntoFiles({ ...noFiles, ...files }, parts(calls))
    await expect(collect({ keysFile: 'open.json' })).rejects.toThrow('others can read it')
    await expect(collect({ keysFile: 'broken.json' })).rejects.toThrow('not as it should be')
    await expect(collect({ serviceConfig: 'config.yml' })).rejects.toThrow('is there already')
    await expect(collect({ keysFile: 'gone/keys.json' })).rejects.toThrow("can't be written")
    await expect(collect({ keysFile: 'keys.json', serviceConfig: 'gone/config.yml' })).rejects.toThrow(
      "can't be written",
    )
    expect(calls).toEqual([])
    expect(await readdir(cwd)).toEqual(['broken.json', 'config.yml', 'open.json'])
  })

  it('shows keys that were made when their file broke meanwhile', async () => {
    const { collect, ...rest } = parts()
    const breaking = async (): Promise<Answer> => {
      await write('keys.json', '[')
      return collect()
    }
    await expect(
      collectIntoFiles({ ...noFiles, keysFile: 'keys.json' }, { ...rest, collect: breaking }),
    ).rejects.toMatchObject({ code: 'run.failed', next: expect.stringContaining('above') })
    expect(shown).toHaveLength(1)
    expect(shown[0]).toMatchObject({ state: 'done', result: { connectorKeysFile: expect.any(Secret) } })
    expect(await read('keys.json')).toBe('[')
  })
})
