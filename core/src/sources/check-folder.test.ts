import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AddressRules } from '../protocol/address-rules.ts'
import { openSource } from './open-source.ts'
import { sources } from './registry.ts'

describe('a folder that a connector leads to', () => {
  let base = ''
  beforeAll(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'patchbay-folders-')))
    await mkdir(join(base, 'docs/inner'), { recursive: true })
    await mkdir(join(base, 'docs-of-others'))
    await mkdir(join(base, 'worker'))
    await writeFile(join(base, 'worker/keys.json'), '{}')
    await symlink(join(base, 'worker'), join(base, 'docs/link'))
    await symlink(join(base, 'worker/keys.json'), join(base, 'keys-by-link.json'))
  })
  afterAll(() => rm(base, { recursive: true }))

  const open = async (directory: string, rules?: AddressRules): Promise<unknown> => {
    const dir = await sources['dir']?.()
    if (dir === undefined) throw new Error('no source dir')
    return openSource(dir, { directory }, rules).then(
      (source) => source.ping(new AbortController().signal),
      (error: unknown) => error,
    )
  }
  const refused = (why: string) =>
    expect.objectContaining({
      code: 'source.refused',
      field: 'directory',
      message: expect.stringContaining(why),
    })

  it("is none in which the worker's own files lie, whatever leads there", async () => {
    const rules = { ownFiles: [join(base, 'worker/keys.json'), join(base, 'not/there.json')] }
    const own = refused("the worker's own configuration or keys")
    for (const path of ['worker', '.', 'docs/link', 'docs/../worker', 'worker/'])
      expect(await open(join(base, path), rules)).toEqual(own)
    expect(await open('/', rules)).toEqual(own)
    expect(await open(join(base, 'worker'), { ownFiles: [join(base, 'keys-by-link.json')] })).toEqual(own)
    // Also where the operator allowed more than is meant.
    expect(await open(join(base, 'worker'), { ...rules, directories: [base] })).toEqual(own)
    expect(await open(join(base, 'docs'), rules)).toBeUndefined()
  })

  it('lies in those that the operator names, where any are named', async () => {
    const rules = { directories: [join(base, 'docs')] }
    for (const path of ['docs', 'docs/inner']) expect(await open(join(base, path), rules)).toBeUndefined()
    for (const path of ['docs-of-others', '.', 'docs/link', 'docs/inner/../../worker'])
      expect(await open(join(base, path), rules)).toEqual(refused('in none of worker.directories'))
    expect(await open(join(base, 'docs'), { directories: [] })).toEqual(refused('worker.directories'))
  })

  it.runIf(process.platform === 'linux')('is none in which the system tells of itself', async () => {
    for (const path of ['/proc/self', `/proc/${process.pid}/task`, '/sys'])
      expect(await open(path)).toEqual(refused('the system tells of itself'))
  })

  it('that is not there is told by the source', async () => {
    const gone = await open(join(base, 'gone'), { directories: [base] }).catch((error: unknown) => error)
    expect(gone).toEqual(refused('does not exist'))
  })
})
