import type { CatalogueField, ServiceType } from '../../protocol/service-types.ts'

const pascal = (words: string): string =>
  words.replaceAll(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase())

const camel = (words: string): string => {
  const name = pascal(words)
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`
}

const baseOf = ({ type, options }: CatalogueField): string => {
  if (options.length > 0) return `z.enum([${options.map(({ value }) => JSON.stringify(value)).join(', ')}])`
  const types = {
    str: 'z.string()',
    int: 'z.number().int()',
    bool: 'z.boolean()',
    list: 'z.array(z.string())',
  }
  return types[type]
}

const fieldLine = (field: CatalogueField): string => {
  const { key, type, required, default_value: byDefault, depends_on: on } = field
  const always = required && on.length === 0 && type !== 'bool'
  const standing = typeof byDefault === 'number' && type === 'int' ? `.default(${byDefault})` : '.optional()'
  return `  ${key}: ${baseOf(field)}${type === 'bool' ? '.default(false)' : always ? '' : standing},`
}

const settings = (type: ServiceType): string => `import { z } from 'zod'
import type { ConfigurationValues } from '../data-source.ts'
import { parseSettings as parse } from '../parse-settings.ts'

const settingsSchema = z.object({
${type.configuration.map(fieldLine).join('\n')}
})

/** The catalogue's fields for ${type.service_type}. */
export type Settings = z.infer<typeof settingsSchema>

/** @throws PatchbayError \`configuration.invalid\` that names the field. */
export const parseSettings = (values: ConfigurationValues): Settings => parse(settingsSchema, values)
`

const reader = (
  { name }: ServiceType,
  folder: string,
): string => `import { PatchbayError } from '../../errors.ts'
import type { Settings } from './settings.ts'

/** One thing of ${name}: its id, and the fields of its document. */
export interface Item {
  id: string
  fields: Record<string, unknown>
}

/** The way to ${name}. What it throws are PatchbayErrors: \`source.unreachable\` or \`source.refused\`, with the fix. */
export interface Reader {
  /** Looks whether it can be read. */
  check(signal: AbortSignal): Promise<void>
  /** What is listed and deleted together: a table, a bucket, a project. */
  parts(signal: AbortSignal): AsyncIterable<string>
  items(part: string, signal: AbortSignal): AsyncIterable<Item>
}

const refuse = (): never => {
  throw new PatchbayError('source.refused', 'Reading ${name} is not written yet.', {
    next: 'Write it in core/src/sources/${folder}/reader.ts.',
  })
}

export const readerOf = (_settings: Settings): Reader => ({
  check: async () => refuse(),
  parts: refuse,
  items: refuse,
})
`

const source = ({
  service_type: type,
  name,
}: ServiceType): string => `import type { DataSource, DataSourceDefinition, SourceDocument, SourcePage } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { inPages } from '../in-pages.ts'
import { type Item, type Reader, readerOf } from './reader.ts'
import { parseSettings } from './settings.ts'

const documentOf = ({ id: given, fields }: Item): SourceDocument => {
  const id = fittingId(given)
  return { id, json: Buffer.from(JSON.stringify({ ...fields, id })) }
}

async function* documentsOf(items: AsyncIterable<Item>): AsyncGenerator<SourceDocument> {
  for await (const item of items) yield documentOf(item)
}

async function* read(reader: Reader, signal: AbortSignal): AsyncGenerator<SourcePage> {
  for await (const part of reader.parts(signal)) {
    signal.throwIfAborted()
    yield* inPages(part, documentsOf(reader.items(part, signal)))
    signal.throwIfAborted()
    yield { kind: 'end', part }
  }
}

/** The source over whatever reads it: the worker's own way, or a test's. */
export const sourceOf = (reader: Reader): DataSource => ({
  ping: (signal) => reader.check(signal),
  documents: ({ signal }) => read(reader, signal),
  close: async () => {},
})

/** ${name}. Full syncs only: for more see \`../data-source.ts\`, and s3 beside it as an example. */
export const ${camel(type)}: DataSourceDefinition = {
  serviceType: '${type}',
  timestamps: false,
  validate: (values) => {
    parseSettings(values)
  },
  // Every host that a field names, so that it is checked.
  hosts: () => [],
  open: (values) => sourceOf(readerOf(parseSettings(values))),
}
`

const test = (
  { service_type: type }: ServiceType,
  folder: string,
): string => `import { describeDataSource } from '../../testing/data-source-conformance.ts'
import { sourceOf } from './${folder}.ts'
import { PatchbayError } from '../../errors.ts'
import type { Reader } from './reader.ts'

const things = Array.from({ length: 500 }, (_, n) => ({
  id: \`thing \${n}\`,
  fields: { title: 'ü\\n'.repeat(n) },
}))

/** Things in memory: what the source makes of them is held to the contract before there is a server. */
const inMemory: Reader = {
  check: async () => {},
  async *parts() {
    yield 'things'
  },
  async *items() {
    yield* things
  },
}

const refuse = (): never => {
  throw new PatchbayError('source.unreachable', 'Nothing answers.', { next: 'Start it.' })
}

describeDataSource('${type}', async () => ({
  source: sourceOf(inMemory),
  ids: things.map(({ id }) => id),
  broken: sourceOf({ check: async () => refuse(), parts: () => refuse(), items: () => refuse() }),
}))
`

/** The files of a new source, by their path under \`core/src\`, and the lines that make it known. */
export const skeleton = (type: ServiceType) => {
  const folder = type.service_type.replaceAll('_', '-')
  const at = (file: string): string => `sources/${folder}/${file}`
  const name = camel(type.service_type)
  return {
    files: {
      [at(`${folder}.ts`)]: source(type),
      [at('reader.ts')]: reader(type, folder),
      [at('settings.ts')]: settings(type),
      [at(`${folder}.test.ts`)]: test(type, folder),
    },
    lines: {
      'sources/registry.ts': `  ${type.service_type}: async () => (await import('./${folder}/${folder}.ts')).${name},`,
      'protocol/worker-abilities.ts': `  ${type.service_type}: full,`,
    },
    reader: at('reader.ts'),
    test: `node scripts/run.mjs --bin vitest run --project unit core/src/${at('')}`,
  }
}
