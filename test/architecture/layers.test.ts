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

  const lint = (files: ReadonlyMap<string, string>): string => {
    for (const folder of ['core', 'slack-bot', 'vscode-extension'])
      rmSync(join(project, folder), { recursive: true, force: true })
    for (const [name, text] of files) {
      mkdirSync(dirname(join(project, name)), { recursive: true })
      writeFileSync(join(project, name), `${text}\n`)
    }
    const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=unix'], {
      cwd: project,
      encoding: 'utf8',
    })
    return run.status === 0 ? '' : run.stdout + run.stderr
  }
  // One run judges every file: each has a name of its own, and its lines of the answer are its verdict.
  const files = new Map<string, string>()
  let answer = ''
  beforeAll(() => {
    answer = lint(files)
  })
  const verdictOf = (name: string): string =>
    answer
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .join('\n')
  const put = (path: string, text: string): string => {
    const name = files.has(path) ? path.replace(/(\.test)?\.ts$/, `-${files.size}$&`) : path
    files.set(name, text)
    return name
  }
  /** A file at `from` that imports from `to`. */
  const importing = ([what, from, to]: readonly [string, string, string]) =>
    [what, put(from, `import { x } from '${to}'\nexport const y: unknown = x`)] as const

  it.each(
    (
      [
        ['up a floor', 'core/src/steps/a.ts', '../api-keys/b.ts'],
        [
          'up a floor from a folder within a folder',
          'core/src/sources/postgresql/a.ts',
          '../../operations/b.ts',
        ],
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
      ] as const
    ).map(importing),
  )('refuses to import %s', (_what, name) => {
    expect(verdictOf(name)).toContain('no-restricted-imports')
  })

  it.each(
    (
      [
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
      ] as const
    ).map(importing),
  )('lets a file import %s', (_what, name) => {
    expect(verdictOf(name)).toBe('')
  })

  const clientType = put(
    'core/src/steps/a.ts',
    "import type { Client } from '@elastic/elasticsearch'\nexport type Y = Client",
  )
  it('lets types of the client be named anywhere', () => {
    expect(verdictOf(clientType)).toBe('')
  })

  const here = 'core/src/steps/here.ts'
  files.set(here, "import type { There } from './there.ts'\nexport interface Here { there: There }")
  files.set(
    'core/src/steps/there.ts',
    "import type { Here } from './here.ts'\nexport interface There { here: Here }",
  )
  it('refuses a cycle, of types too', () => {
    expect(verdictOf(here)).toContain('no-cycle')
  })

  it('refuses a folder that has no floor', () => {
    const found = lint(new Map([['core/src/new-things/a.ts', 'export const y = 1']]))
    expect(found).toContain('Give new-things a floor')
  })

  files.set('core/src/steps/b.ts', 'export const b = 1')
  it.each(
    (
      [
        ['any', 'export const y: any = 1', 'no-explicit-any'],
        ['a non-null assertion', 'export const y = (x?: number) => x!', 'no-non-null-assertion'],
        ['a default export', 'export default 1', 'no-default-export'],
        ['a barrel', "export * from './b.ts'", 'no-barrel-file'],
        ['a swallowed error', 'try {\n  JSON.parse("")\n} catch {}\nexport const y = 1', 'no-empty'],
        ['a file over 400 lines', 'export const y = [\n' + '  1,\n'.repeat(401) + ']', 'max-lines'],
        ['a switched-off type check', '// @ts-ignore\nexport const y: string = 1', 'ban-ts-comment'],
        ['a skipped test', "import { it } from 'vitest'\nit.skip('works', () => {})", 'no-disabled-tests'],
      ] as const
    ).map(([what, text, rule]) => [what, put('core/src/steps/a.test.ts', text), rule] as const),
  )('refuses %s', (_what, name, rule) => {
    expect(verdictOf(name)).toContain(rule)
  })
})
