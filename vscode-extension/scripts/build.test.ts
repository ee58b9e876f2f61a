import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
