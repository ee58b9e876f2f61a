// Bundles the extension: what activation loads, the library of request files, and the core, each in a file of its own.
// usage: node scripts/run.mjs vscode-extension/scripts/build.ts [--minify]
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { writeApi } from './distil-api.ts'

const folder = join(import.meta.dirname, '..')
const entries = {
  extension: 'extension',
  core: 'core-entry',
  'request-file': 'request-file-entry',
  filter: 'filter-entry',
  'copy-as': 'copy-as-entry',
  local: 'local-entry',
} as const

/** The files of `dist/` that the extension is made of. */
export const built = [...Object.keys(entries).map((file) => `${file}.cjs`), 'elasticsearch-api.json']

/** A dynamic import of an entry becomes a require of its file, made when it is first needed. */
const apart: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /-entry\.ts$/ }, ({ path, kind }) => {
      const found = Object.entries(entries).find(([, source]) => path.endsWith(`/${source}.ts`))
      return kind === 'dynamic-import' && found !== undefined
        ? { path: `./${found[0]}.cjs`, external: true }
        : undefined
    })
  },
}

/**
 * The converter formats its JavaScript with all of prettier (11 MB). The half that runs anywhere, with the parser that
 * is a quarter of the other's size, writes the same.
 */
const smallPrettier: Plugin = {
  name: 'small-prettier',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^prettier$/ }, ({ resolveDir }) =>
      resolve('prettier/standalone', { resolveDir, kind: 'require-call' }),
    )
    onResolve({ filter: /^prettier\/parser-typescript$/ }, ({ resolveDir }) => ({
      path: 'parser',
      namespace: 'small-prettier',
      pluginData: resolveDir,
    }))
    onLoad({ filter: /.*/, namespace: 'small-prettier' }, ({ pluginData }) => ({
      contents: `module.exports = { parsers: { typescript: require('prettier/parser-babel').parsers['babel-ts'] } }`,
      resolveDir: String(pluginData),
    }))
  },
}

/** Builds into `dist/`; returns the size of each file in KB. */
export const buildExtension = async (minify: boolean): Promise<Record<string, number>> => {
  writeApi()
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([file, source]) => [file, join(folder, `src/${source}.ts`)]),
    ),
    outdir: join(folder, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    // Packages that are also CommonJS in the old way of AMD can't be bundled from that half.
    mainFields: ['module', 'main'],
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    supported: { 'dynamic-import': false },
    // The core asks where its files are; in a bundle that is the bundle.
    define: {
      'import.meta.url': 'importMetaUrl',
      'import.meta.dirname': '__dirname',
      'process.env.NODE_ENV': '"production"',
    },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [apart, smallPrettier],
    minify,
    legalComments: 'none',
    logLevel: 'error',
  })
  return Object.fromEntries(
    built.map((file) => [
      file.replace(/\.cjs$/, ''),
      Math.ceil(statSync(join(folder, 'dist', file)).size / 1024),
    ]),
  )
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { minify: { type: 'boolean', default: false } } })
  for (const [file, size] of Object.entries(await buildExtension(values.minify)))
    process.stdout.write(`${file.padEnd(14)} ${size} KB\n`)
}
