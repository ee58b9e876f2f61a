import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The linter's verdict on a small project that has our configuration and the files of a test. */
describe('the linter', () => {
  let project = ''
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'patchbay-layers-'))
    copyFileSync(join(root, 'oxlint.config.ts'), join(project, 'oxlint.config.ts'))
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  })
  afterAll(() => rmSync(project, { recursive: true }))

  const lint = (files: Readonly<Record<string, string>>): string => {
    for (const folder of ['core', 'slack-bot', 'vscode-extension'])
      rmSync(join(project, folder), { recursive: true, force: true })
    mkdirSync(join(project, 'core/src'), { recursive: true })
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, name)), { recursive: true })
      writeFileSync(join(project, name), `${text}\n`)
    }
    const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=unix'], {
      cwd: project,
      encoding: 'utf8',
    })
    if (run.status === 0) return 'accepted'
    return run.stdout + run.stderr
  }
  /** One file in `from` that imports `what` from `to`. */
  const imports = (from: string, to: string, what = 'import { x }') =>
    lint({ [from]: `${what} from '${to}'\nexport const y: unknown = x` })

  it.each([
    ['up a floor', 'core/src/steps/a.ts', '../api-keys/b.ts'],
    ['up a floor from a folder within a folder', 'core/src/sources/postgresql/a.ts', '../../operations/b.ts'],
    ['a sibling', 'core/src/api-keys/a.ts', '../connectors/b.ts'],
    ['operations from sync', 'core/src/sync/a.ts', '../operations/b.ts'],
    ['Elasticsearch from a data source', 'core/src/sources/dir/a.ts', '../../elasticsearch/connect.ts'],
    ['the catalogue from a front end', 'core/src/cli/a.ts', '../catalogue.ts'],
    [
      'local Elasticsearch from an operation',
      'core/src/connectors/a.ts',
      '../local-elasticsearch/start-local-elasticsearch.ts',
    ],
    [
      'the protocol from local Elasticsearch',
      'core/src/local-elasticsearch/a.ts',
      '../protocol/connector.ts',
    ],
    [
      'the protocol from deep in local Elasticsearch',
      'core/src/local-elasticsearch/search/a.ts',
      '../../protocol/connector.ts',
    ],
    [
      'the insides of local Elasticsearch from the CLI',
      'core/src/cli/a.ts',
      '../local-elasticsearch/store/store.ts',
    ],
    ['the client outside elasticsearch/', 'core/src/steps/a.ts', '@elastic/elasticsearch'],
    ['the insides of core from a front end', 'slack-bot/src/a.ts', '../../core/src/errors.ts'],
    ['the editor from request files', 'vscode-extension/src/request-file/a.ts', 'vscode'],
    ['the core from request files', 'vscode-extension/src/request-file/a.ts', '@patchbay/core'],
    ['the extension from request files', 'vscode-extension/src/request-file/a.ts', '../tree/b.ts'],
    ['one folder up from a file on top', 'core/src/deps.ts', './operations/policy.ts'],
  ])('refuses to import %s', (_what, from, to) => {
    expect(imports(from, to)).toContain('no-restricted-imports')
  })

  it.each([
    ['down a floor', 'core/src/api-keys/a.ts', '../steps/b.ts'],
    ['its own folder', 'core/src/api-keys/a.ts', './b.ts'],
    [
      'its own folder, named as one elsewhere',
      'core/src/local-elasticsearch/http/a.ts',
      '../connectors/b.ts',
    ],
    ['the type that will not print', 'core/src/elasticsearch/a.ts', '../secrets/secret.ts'],
    [
      'the way to start local Elasticsearch',
      'core/src/cli/a.ts',
      '../local-elasticsearch/start-local-elasticsearch.ts',
    ],
    ['the client in elasticsearch/', 'core/src/elasticsearch/a.ts', '@elastic/elasticsearch'],
    ['a package entry', 'slack-bot/src/a.ts', '@patchbay/core'],
  ])('lets a file import %s', (_what, from, to) => {
    expect(imports(from, to)).toBe('accepted')
  })

  it('lets types of the client be named anywhere', () => {
    const text = "import type { Client } from '@elastic/elasticsearch'\nexport type Y = Client"
    expect(lint({ 'core/src/steps/a.ts': text })).toBe('accepted')
  })

  it('refuses a cycle, of types too', () => {
    const found = lint({
      'core/src/steps/a.ts': "import type { B } from './b.ts'\nexport interface A { b: B }",
      'core/src/steps/b.ts': "import type { A } from './a.ts'\nexport interface B { a: A }",
    })
    expect(found).toContain('no-cycle')
  })

  it('refuses a folder that has no floor', () => {
    expect(lint({ 'core/src/new-things/a.ts': 'export const y = 1' })).toContain('Give new-things a floor')
  })

  it.each([
    ['any', 'export const y: any = 1', 'no-explicit-any'],
    ['a non-null assertion', 'export const y = (x?: number) => x!', 'no-non-null-assertion'],
    ['a default export', 'export default 1', 'no-default-export'],
    ['a barrel', "export * from './b.ts'", 'no-barrel-file'],
    ['a swallowed error', 'try {\n  JSON.parse("")\n} catch {}\nexport const y = 1', 'no-empty'],
    ['a file over 400 lines', 'export const y = [\n' + '  1,\n'.repeat(401) + ']', 'max-lines'],
    ['a switched-off type check', '// @ts-ignore\nexport const y: string = 1', 'ban-ts-comment'],
    ['a skipped test', "import { it } from 'vitest'\nit.skip('works', () => {})", 'no-disabled-tests'],
  ])('refuses %s', (_what, text, rule) => {
    expect(lint({ 'core/src/steps/a.test.ts': text, 'core/src/steps/b.ts': 'export const b = 1' })).toContain(
      rule,
    )
  })
})
