// Packs the extension as dist/patchbay.vsix, with nothing in it that it doesn't need.
// usage: node scripts/run.mjs vscode-extension/scripts/package.ts
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createVSIX } from '@vscode/vsce'
import { z } from 'zod'
import { buildExtension, built } from './build.ts'

const folder = join(import.meta.dirname, '..')
const staging = join(folder, 'dist/package')
const files = [
  'README.md',
  'CHANGELOG.md',
  'package.nls.json',
  'images',
  'l10n',
  'sample',
  'syntaxes',
  'walkthrough',
  'language-configuration.json',
]

/** Builds and packs; returns where the package and its files lie, its size in bytes, and how many KB activation loads. */
export const packExtension = async (): Promise<{
  path: string
  staged: string
  bytes: number
  activation: number
}> => {
  const { extension: activation = 0 } = await buildExtension(true)
  await rm(staging, { recursive: true, force: true })
  await mkdir(join(staging, 'dist'), { recursive: true })
  for (const name of built)
    await cp(join(folder, 'dist', name), join(staging, 'dist', name), { recursive: true })
  for (const name of files) await cp(join(folder, name), join(staging, name), { recursive: true })
  await cp(join(folder, '../LICENSE'), join(staging, 'LICENSE'))
  const manifest = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
  const {
    private: _private,
    type: _type,
    dependencies: _dependencies,
    devDependencies: _own,
    ...kept
  } = manifest
  // The marketplace knows no scoped names; the bundles are CommonJS.
  await writeFile(join(staging, 'package.json'), JSON.stringify({ ...kept, name: 'patchbay' }, undefined, 2))
  const path = join(folder, 'dist/patchbay.vsix')
  await createVSIX({
    cwd: staging,
    packagePath: path,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  })
  return { path, staged: staging, bytes: (await stat(path)).size, activation }
}

if (import.meta.main) {
  const { path, bytes } = await packExtension()
  process.stdout.write(`${path}: ${Math.ceil(bytes / 1024)} KB\n`)
}
