import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { unusedApis } from './build.ts'

const root = join(import.meta.dirname, '../..')

describe('what the build leaves out', () => {
  it('is no API of Elasticsearch that the core or the extension calls', () => {
    const inClient = unusedApis.map((name) =>
      name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    )
    const call = new RegExp(String.raw`\b(?:es|client)\??\.(${inClient.join('|')})\b`)
    const files = globSync(['core/src/**/*.ts', 'vscode-extension/src/**/*.ts'], { cwd: root })
    expect(files.length).toBeGreaterThan(100)
    expect(call.test('await es.ml.stopDatafeed()')).toBe(true)
    const callers = files.filter((file) => call.test(readFileSync(join(root, file), 'utf8')))
    expect(callers).toEqual([])
  })
})

/** What of our own an entry loads at once. */
const loadedBy = async (entry: string): Promise<string[]> => {
  const { metafile } = await build({
    entryPoints: [join(root, 'vscode-extension/src', entry)],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'not-written',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return Object.keys(metafile.inputs)
}

describe('what a first look at a cluster loads', () => {
  it('is no operation but the list of connectors', async () => {
    const loaded = await loadedBy('look-entry.ts')
    expect(loaded).toContain('core/src/connectors/list-connectors.ts')
    expect(loaded).not.toContain('core/src/catalogue.ts')
    expect(loaded.filter((file) => file.startsWith('core/src/connectors/'))).toHaveLength(1)
  })
})
