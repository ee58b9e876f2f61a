import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeSource } from './write-source.ts'

const core = join(import.meta.dirname, '../../..')
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-new-source-'))
  await cp(join(core, 'src'), join(folder, 'src'), { recursive: true })
  await cp(join(core, 'package.json'), join(folder, 'package.json'))
  await symlink(join(core, 'node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rm(folder, { recursive: true }))

it('writes a source whose conformance test passes, and makes it known in order', async () => {
  const { files, left } = await writeSource('google_drive', join(folder, 'src'))
  // What it leaves to do is told, in files that are there: of the checkout's own docs too.
  const inCheckout = Object.keys(left).filter((file) => !files.includes(file))
  for (const file of inCheckout) expect(existsSync(join(core, 'src', file))).toBe(true)
  expect(inCheckout).toHaveLength(Object.keys(left).length - 1)
  expect(files).toContain('sources/google-drive/google-drive.test.ts')
  const registry = await readFile(join(folder, 'src/sources/registry.ts'), 'utf8')
  const names = [...registry.matchAll(/^ {2}(\w+): async/gm)].map(([, name]) => name ?? '')
  expect(names).toContain('google_drive')
  expect(names).toEqual(names.toSorted())
  const vitest = join(core, '../node_modules/vitest/vitest.mjs')
  const tests = ['src/sources/google-drive', 'src/connectors/source-abilities.test.ts']
  const { stdout } = await promisify(execFile)(process.execPath, [
    vitest,
    'run',
    '--root',
    folder,
    '--no-color',
    '--testTimeout=60000',
    ...tests,
  ])
  expect(stdout).toMatch(/Test Files {2}2 passed/)
  await expect(writeSource('google_drive', join(folder, 'src'))).rejects.toThrow(
    'There is a source for google_drive already.',
  )
})

it('refuses what is no kind of the catalogue', async () => {
  await expect(writeSource('gitlap', join(folder, 'src'))).rejects.toThrow(
    'There is no service type "gitlap".',
  )
})
