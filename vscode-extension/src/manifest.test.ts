import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textsIn } from '../scripts/collect-texts.ts'
import { generated } from '../scripts/manifest.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))

describe('the manifest of the extension', () => {
  const { operations, texts, tools, titles, contributes } = generated()
  const { commands, menus } = contributes

  it('offers every operation; `node scripts/run.mjs vscode-extension/scripts/manifest.ts` writes it', () => {
    expect(read('../package.json')).toMatchObject({ contributes })
    expect(read('operations.gen.json')).toEqual(operations)
    expect(read('tools.gen.json')).toEqual(tools)
    expect(read('../package.nls.json')).toMatchObject(titles)
  })

  it('has a text for every key that it names, and names every text', () => {
    const texts = Object.keys(read('../package.nls.json') as object)
    const named = JSON.stringify(read('../package.json')).matchAll(/"%([\w.-]+)%"/g)
    expect(new Set([...named].map(([, key]) => key))).toEqual(new Set(texts))
  })

  it('has every text of the sources in the bundle that translations start from, and no other', () => {
    expect(read('../package.json')).toMatchObject({ l10n: './l10n' })
    expect(read('../l10n/bundle.l10n.json')).toEqual(texts)
    expect(Object.keys(texts).length).toBeGreaterThan(200)
  })

  it('finds texts however they are written, and takes none that is put together', () => {
    const source = "l10n.t('a {0}', b); vscode.l10n.t(\n  'it\\'s c',\n)\nl10n.t(\"d's\")"
    expect(textsIn(source, 'x.ts')).toEqual(['a {0}', "it's c", "d's"])
    expect(() => textsIn('\nl10n.t(name)', 'x.ts')).toThrow('x.ts:2: a text must be a literal')
    expect(() => textsIn('l10n.t(`a ${b}`)', 'x.ts')).toThrow('a text must be a literal')
  })

  it('offers language models every operation but those that take or give a secret or cast a vote', () => {
    const missing = operations.filter((name) => !tools.includes(name))
    expect(missing).toContain('approval.decide')
    expect(missing).toContain('api-key.collect')
    expect(tools).toEqual(expect.arrayContaining(['connector.list', 'connector.delete', 'approval.execute']))
  })

  it('calls each tool in the manifest as the extension does', () => {
    expect(contributes.languageModelTools.map(({ name }) => name)).toEqual(
      tools.map((name) => `patchbay_${name.replaceAll(/[.-]/g, '_')}`),
    )
  })

  it('names only commands that there are in its menus', () => {
    const known = new Set(commands.map(({ command }) => command))
    const named = Object.values(menus).flatMap((items) => items.map(({ command }) => command))
    expect(named.filter((command) => !known.has(command))).toEqual([])
  })

  it('sends nothing before the workspace is trusted, and wakes for nothing that is not its own', () => {
    expect(read('../package.json')).toMatchObject({
      activationEvents: ['onFileSystem:patchbay-connector', 'onFileSystem:patchbay-schema'],
      capabilities: { untrustedWorkspaces: { supported: 'limited' } },
    })
  })
})
