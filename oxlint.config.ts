import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'oxlint'
import type { OxlintOverride } from 'oxlint'

/** The floors of `core/src`, top to bottom. A folder or file sees what is further down, and none of its neighbours. */
const floors: readonly (readonly string[])[] = [
  ['cli'],
  ['index.ts', 'first-look.ts', 'testing'],
  ['create-core.ts', 'executor'],
  ['catalogue.ts', 'system-deps.ts'],
  [
    'access',
    'actors',
    'api-keys',
    'approvals',
    'audit',
    'cluster',
    'connectors',
    'indices',
    'migration',
    'notices',
    'sync-jobs',
    'sync-rules',
  ],
  ['steps'],
  ['operations', 'sync'],
  ['privileges', 'run-log', 'secrets', 'sources', 'text-extraction'],
  ['elasticsearch'],
  ['deps.ts'],
  ['protocol'],
  ['errors.ts'],
  ['lib'],
]

/** Who may start local Elasticsearch, which is sealed off from all the rest. */
const doors: Readonly<Record<string, readonly string[]>> = {
  cli: ['local-elasticsearch/start-local-elasticsearch.ts'],
}
/** The type that will not print is below everything: whoever may hold a secret names it. */
const everybody = ['secrets/secret.ts']
/** What a unit test may use beside what its subject may. */
const inTests = ['testing', 'local-elasticsearch/start-local-elasticsearch.ts']
/** Exceptions that make a floor stricter than its place says. */
const never: Readonly<Record<string, readonly string[]>> = {
  sources: ['elasticsearch'],
  // create-core.ts it may see: index.ts brings the Elasticsearch client, which help and wrong usage don't wait for.
  cli: ['catalogue.ts'],
}

const core = join(import.meta.dirname, 'core/src')
const sealed = 'local-elasticsearch'
const isTest = (name: string) => name.endsWith('.test.ts')
const present = readdirSync(core).filter((name) => !isTest(name) && !name.endsWith('.json'))
const placed = new Set([...floors.flat(), sealed])
const homeless = present.filter((name) => !placed.has(name))
if (homeless.length > 0) throw new Error(`Give ${homeless.join(', ')} a floor in oxlint.config.ts.`)

const elasticClient = {
  group: ['@elastic/elasticsearch', '@elastic/transport'],
  allowTypeImports: true,
  message: 'Only core/src/elasticsearch talks to the client; import its types, or take a Session.',
}

const mayImport = (name: string, test: boolean): ReadonlySet<string> => {
  const floor = floors.findIndex((names) => names.includes(name))
  const below = floor === -1 ? [] : floors.slice(floor + 1).flat()
  const allowed = [
    ...below,
    ...(doors[name] ?? []),
    ...(name === sealed ? [] : everybody),
    ...(test ? inTests : []),
  ]
  return new Set(allowed.filter((other) => never[name]?.includes(other) !== true))
}

/** One override for the files of `name` that lie `depth` folders under `core/src`. */
const layer = ({ name, depth, test }: { name: string; depth: number; test: boolean }): OxlintOverride => {
  const isFile = name.endsWith('.ts')
  const up = isFile ? './' : '../'.repeat(depth)
  // A name without an extension is a folder, with all that is in it.
  const within = (other: string) => (other.endsWith('.ts') ? `${up}${other}` : `${up}${other}/**`)
  const allowed = mayImport(name, test)
  const refused = [...placed].filter((other) => other !== name && !allowed.has(other))
  const admitted = [...allowed].filter((other) => other.includes('/'))
  const folder = isFile ? name.replace(/\.ts$/, '') : `${name}${'/*'.repeat(depth)}`
  return {
    files: [`core/src/${folder}${test ? '.test' : ''}.ts`],
    ...(test || isFile ? {} : { excludeFiles: [`core/src/${folder}.test.ts`] }),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...refused.map(within), ...admitted.map((other) => `!${within(other)}`)],
              message: `${name} may not see this: imports only point down the floors of oxlint.config.ts.`,
            },
            ...(name === 'elasticsearch' || (name === sealed && test) ? [] : [elasticClient]),
          ],
        },
      ],
    },
  }
}

const depths = [1, 2, 3, 4]
const layers = [...placed].flatMap((name) =>
  [false, true].flatMap((test) =>
    name.endsWith('.ts')
      ? [layer({ name, depth: 0, test })]
      : depths.map((depth) => layer({ name, depth, test })),
  ),
)

const coreInside = {
  group: ['**/core/src/**'],
  message: 'Import a package entry of @patchbay/core.',
}
const otherFrontEnds = {
  group: ['@patchbay/slack-bot', '@patchbay/slack-bot/*', '@patchbay/vscode-extension'],
  message: 'Front ends do not see each other.',
}

/** The front ends see the package entries of core, and nothing behind them; `npm start` starts them. */
const frontEnds: OxlintOverride[] = [
  {
    files: ['{slack-bot,vscode-extension}/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [coreInside, otherFrontEnds] }] },
  },
  {
    files: ['start/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [coreInside] }] },
  },
]

/** Request files are understood without an editor and without a cluster, so that anything may use them. */
const requestFile = (folder: string, up: string): OxlintOverride => ({
  files: [`vscode-extension/src/request-file/${folder}*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['vscode', '@patchbay/*', `${up}**`, 'node:*'],
            message: 'request-file/ imports nothing but itself: it runs in every host, the web one too.',
          },
        ],
      },
    ],
  },
})

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'node', 'promise', 'vitest'],
  categories: { correctness: 'error' },
  ignorePatterns: ['**/node_modules/**', '**/dist/**', '.patchbay/**', '**/*.gen.ts'],
  rules: {
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', { max: 3 }],
    'no-console': 'error',
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-var': 'error',
    'prefer-const': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // Objects here are closures without `this`: taking a function out of one is safe, and common in tests.
    'typescript/unbound-method': 'off',
    'unicorn/prefer-node-protocol': 'error',
    'vitest/no-disabled-tests': 'error',
    'vitest/no-focused-tests': 'error',
  },
  overrides: [
    ...layers,
    ...frontEnds,
    requestFile('', '../'),
    requestFile('testing/', '../../'),
    // Package entries list by hand what the package offers.
    {
      files: [
        'core/src/{index,sync/index,testing/index}.ts',
        'core/src/local-elasticsearch/start-local-elasticsearch.ts',
        '{slack-bot,vscode-extension,start}/src/index.ts',
      ],
      rules: { 'oxc/no-barrel-file': 'off' },
    },
    // Elasticsearch's own errors have four parts, and its hot paths can't afford an object a call.
    { files: ['core/src/local-elasticsearch/**'], rules: { 'max-params': ['error', { max: 5 }] } },
    // Who, what, with what, how: every front end calls it, and an object would only repeat the four names.
    { files: ['core/src/operations/create-runner.ts'], rules: { 'max-params': ['error', { max: 4 }] } },
    // Their tools ask for a default export.
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    // They write to a terminal.
    {
      files: ['scripts/**', 'vscode-extension/scripts/**', 'test/**', 'start/**'],
      rules: { 'no-console': 'off' },
    },
  ],
})
