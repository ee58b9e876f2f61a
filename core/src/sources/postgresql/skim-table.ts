import type pg from 'pg'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { fingerprintLength, type FingerprintsRequest, type SourcePage } from '../data-source.ts'
import type { Table } from './list-tables.ts'
import { chunkOf, knowsRanges, rowsOfBlocks } from './pieces.ts'
import { type Selection, selectDocuments } from './select-documents.ts'
import { selectDigest, selectFingerprints, selectSome } from './select-fingerprints.ts'

/** Documents that are told at once: a piece has about as many. */
const pageRows = 2_000

/** Blocks of the first piece, of the largest one, and of what is read whole where most of it is wanted. */
const blocksOf = { first: 64, most: 512, whole: 2_048 } as const

/** Above this share of rows that are wanted, reading all of them is quicker. */
const many = 0.25

const told = z.tuple([z.object({ ids: z.string(), fingerprints: z.string() })])
const idsSchema = z.custom<string[]>((ids) => Array.isArray(ids) && ids.every((id) => typeof id === 'string'))

interface Server extends Selection {
  client: pg.Client
}

export interface Skimming {
  fingerprints: FingerprintsRequest
  from: number
  checkpointAt: (block: number) => JsonObject
  /** Reads the rows of a query of (id, json). */
  read: (query: string) => AsyncGenerator<SourcePage>
}

/** Whether a table's rows can be read by their place, and told by their fingerprint. */
export const canSkim = ({ serverVersion, changed }: Server, { blocks }: Table): boolean =>
  blocks != null && serverVersion >= knowsRanges && changed === undefined

const digestSchema = z.tuple([z.object({ documents: z.int(), digest: z.string() })])
type Digest = z.infer<typeof digestSchema>[0]

const askDigest = async (client: pg.Client, query: string): Promise<Digest> =>
  digestSchema.parse((await client.query(query)).rows)[0]

interface Told {
  ids: string[]
  fingerprints: string
}

const ask = async (client: pg.Client, query: string): Promise<Told> => {
  const [{ ids, fingerprints }] = told.parse((await client.query(query)).rows)
  return { ids: idsSchema.parse(JSON.parse(ids)), fingerprints }
}

/** So many blocks that a piece has about as many rows as it should, and no sudden end of emptiness makes it huge. */
const spanAfter = (span: number, rows: number): number => {
  const fitting = Math.ceil((span * pageRows) / Math.max(rows, 1))
  return Math.min(fitting, span * 2, blocksOf.most)
}

/** Above this many chunks that have changed, beyond as many that have not, they are not asked for any more. */
const mostMisses = 2

/** The chunks of a table whose digest is known, and whether it is still the same. */
class Chunks {
  readonly #digests: string
  #misses = 0

  constructor(digests = '') {
    this.#digests = digests
  }

  /** Asks the server; undefined where it changed, or nothing is known of it. */
  async unchanged(chunk: number, ask: () => Promise<Digest>): Promise<Digest | undefined> {
    const at = chunk * fingerprintLength
    const known = this.#digests.slice(at, at + fingerprintLength)
    if (known === '' || this.#misses > mostMisses) return undefined
    const told = await ask()
    const same = told.digest === known
    this.#misses += same ? -1 : 1
    return same ? told : undefined
  }
}

/**
 * The rows of a table, of which only those come whole that are wanted, once their fingerprints are told. A chunk that has
 * its digest still is passed over.
 */
export async function* skimTable(
  server: Server,
  table: Table,
  { fingerprints: { suffix, digests }, from, checkpointAt, read }: Skimming,
): AsyncGenerator<SourcePage> {
  const { client, ...selection } = server
  const part = `${table.schema}.${table.name}`
  const blocks = table.blocks ?? 0
  const chunks = new Chunks(digests?.get(part))
  for (let at: number | undefined = from; at !== undefined;) {
    const { chunk, isFirst, next: end } = chunkOf(at)
    const next = end < blocks ? end : undefined
    const piece = rowsOfBlocks(at, next)
    const ask = () => askDigest(client, selectDigest(selection, table, { piece, suffix }))
    const unchanged = isFirst ? await chunks.unchanged(chunk, ask) : undefined
    if (unchanged !== undefined) yield { kind: 'unchanged', part, ...unchanged }
    else {
      yield { kind: 'chunk', part }
      yield* skimChunk(server, table, { suffix, from: at, to: next, checkpointAt, read })
    }
    if (next !== undefined) yield { kind: 'checkpoint', at: checkpointAt(next) }
    at = next
  }
}

interface SkimmingChunk extends Pick<Skimming, 'from' | 'checkpointAt' | 'read'> {
  suffix: string
  /** Before this block; undefined: to the end. */
  to: number | undefined
}

/** Where most rows are wanted, they come without fingerprints, and now and then it is looked whether that is still so. */
async function* skimChunk(
  { client, ...selection }: Server,
  table: Table,
  { suffix, from, to, checkpointAt, read }: SkimmingChunk,
): AsyncGenerator<SourcePage> {
  const part = `${table.schema}.${table.name}`
  const end = to ?? table.blocks ?? 0
  const nextOf = (at: number, span: number): number | undefined => (at + span < end ? at + span : undefined)
  let span: number = blocksOf.first
  for (let at: number | undefined = from; at !== undefined;) {
    let next = nextOf(at, span)
    const piece = rowsOfBlocks(at, next ?? to)
    const { ids, fingerprints } = await ask(client, selectFingerprints(selection, table, { piece, suffix }))
    const wanted: string[] = []
    for (let first = 0; first < ids.length; first += pageRows) {
      const last = first + pageRows
      const page: SourcePage = {
        kind: 'fingerprints',
        part,
        ids: ids.slice(first, last),
        fingerprints: fingerprints.slice(first * fingerprintLength, last * fingerprintLength),
        wanted: [],
      }
      yield page
      wanted.push(...page.wanted)
    }
    if (wanted.length > 0) yield* read(selectSome(selection, table, { piece, ids: wanted }))
    const mostly = wanted.length > ids.length * many
    span = mostly ? blocksOf.first : spanAfter(span, ids.length)
    if (mostly && next !== undefined) {
      yield { kind: 'checkpoint', at: checkpointAt(next) }
      const whole: number = next
      next = nextOf(whole, blocksOf.whole)
      yield* read(selectDocuments(selection, table, rowsOfBlocks(whole, next ?? to)))
    }
    if (next !== undefined) yield { kind: 'checkpoint', at: checkpointAt(next) }
    at = next
  }
}
