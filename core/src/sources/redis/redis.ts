import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Json } from '../../lib/json.ts'
import type { DocumentsRequest, SourceDocument, SourcePage } from '../data-source.ts'
import { inPages } from '../in-pages.ts'
import { serverSource } from '../server-source.ts'
import { readCheckpoint, serverMark } from './checkpoint.ts'
import { explainError } from './explain-error.ts'
import { openConnection, type OpenConnection, type RedisClient } from './open-connection.ts'
import { readValue } from './read-value.ts'
import { parseSettings, type Settings } from './settings.ts'

/** Keys that one step of a scan looks at. Their values are asked for together. */
const scanCount = 500

const scanned = z.tuple([z.instanceof(Buffer), z.array(z.instanceof(Buffer))])

/** Databases that hold a key: unlike the number of all there could be, every Redis tells them. */
const usedDatabases = async (client: RedisClient): Promise<string[]> => {
  const info = z.instanceof(Buffer).parse(await client.sendCommand(['INFO', 'keyspace']))
  return [...info.toString().matchAll(/^db(\d+):/gm)].map(([, number]) => number ?? '')
}

const databasesOf = async (client: RedisClient, { database }: Settings): Promise<string[]> =>
  database.includes('*') ? usedDatabases(client) : [...new Set(database)]

const documentOf = async (
  client: RedisClient,
  database: string,
  key: Buffer,
): Promise<SourceDocument | undefined> => {
  const found = await readValue(client, key)
  if (found === undefined) return undefined
  const id = createHash('md5').update(`${database}/`).update(key).digest('hex')
  const { type: key_type, size: size_in_bytes, value } = found
  const lasting = { id, key: key.toString(), value, database: Number(database), key_type }
  // How much memory a value takes also changes without it.
  return {
    id,
    json: Buffer.from(JSON.stringify({ ...lasting, size_in_bytes })),
    basis: JSON.stringify(lasting),
  }
}

const ruleSchema = z.object({
  database: z.number(),
  key_pattern: z.string().optional(),
  type: z.string().optional(),
})

/** An advanced rule as options of a scan; without one, everything. */
const optionsOf = ({ key_pattern: pattern, type }: Partial<z.infer<typeof ruleSchema>>): string[] => [
  ...(pattern === undefined ? [] : ['MATCH', pattern]),
  ...(type === undefined ? [] : ['TYPE', type]),
]

interface Step {
  documents: SourceDocument[]
  /** Where the scan goes on; null at its end. */
  next: string | null
}

/** A scan shows each key that stays there all the time, and may show one twice while Redis makes room. */
async function* scan(
  client: RedisClient,
  { database, options, from }: { database: string; options: readonly string[]; from: string },
): AsyncGenerator<Step> {
  await client.sendCommand(['SELECT', database])
  let cursor = from
  do {
    const answer = await client.sendCommand(['SCAN', cursor, 'COUNT', String(scanCount), ...options])
    const [next, keys] = scanned.parse(answer)
    cursor = next.toString()
    const found = await Promise.all(keys.map((key) => documentOf(client, database, key)))
    const documents = found.filter((document) => document !== undefined)
    yield { documents, next: cursor === '0' ? null : cursor }
  } while (cursor !== '0')
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** The scans of each database: one, or those that rules ask for. A database that no rule is about is left empty. */
const scansOf = (databases: readonly string[], advanced: Json | undefined): Map<string, string[][]> => {
  if (advanced === undefined) return new Map(databases.map((database) => [database, [optionsOf({})]]))
  const rules = z.array(ruleSchema).parse(advanced)
  const all = new Set([...databases, ...rules.map(({ database }) => String(database))])
  const about = (database: string) => rules.filter((rule) => String(rule.database) === database)
  return new Map([...all].map((database) => [database, about(database).map(optionsOf)]))
}

async function* readAll(
  { client }: OpenConnection,
  settings: Settings,
  { advanced, resume }: DocumentsRequest,
): AsyncGenerator<SourcePage> {
  const server = await serverMark(client, settings)
  // What rules ask for is scanned several times, and goes on from no checkpoint.
  const before = advanced === undefined ? readCheckpoint(server, resume) : undefined
  const scans = [...scansOf(await databasesOf(client, settings), advanced)]
  const reached = scans.findIndex(([database]) => database === before?.database)
  for (const [at, [database, all]] of scans.entries()) {
    if (at < reached || (at === reached && before?.cursor === null)) continue
    const part = `db${database}`
    const from = at === reached ? (before?.cursor ?? undefined) : undefined
    for (const options of all) {
      for await (const { documents, next } of scan(client, { database, options, from: from ?? '0' })) {
        yield* inPages(part, each(documents))
        if (documents.length > 0 && next !== null && advanced === undefined)
          yield { kind: 'checkpoint', at: { server, database, cursor: next } }
      }
    }
    yield { kind: 'end', part, ...(from !== undefined && { resumed: true }) }
    if (advanced === undefined) yield { kind: 'checkpoint', at: { server, database, cursor: null } }
  }
}

/**
 * Redis: the keys of databases, a document each. Differs from Elastic's service where that loses something: `*` works
 * where Redis doesn't tell its settings, and what is no plain text is JSON, not the printed form of a program's object.
 */
export const redis = serverSource({
  serviceType: 'redis',
  advancedRules: true,
  parseSettings,
  connect: openConnection,
  explain: explainError,
  ping: async ({ client }, settings) => {
    for (const database of await databasesOf(client, settings)) await client.sendCommand(['SELECT', database])
  },
  documents: readAll,
})
