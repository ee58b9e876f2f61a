import { type Document, MongoServerError } from 'mongodb'
import type { Json, JsonObject } from '../../lib/json.ts'
import type { SyncRule } from '../../protocol/sync-rules.ts'
import type { DocumentsRequest, SourceDocument, SourcePage } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { inPages } from '../in-pages.ts'
import { serverSource } from '../server-source.ts'
import { bsonJson, idText } from './bson-json.ts'
import { cursorAt, operationTime } from './change-cursor.ts'
import { readCheckpoint, toCheckpoint } from './checkpoint.ts'
import { explainError } from './explain-error.ts'
import { findByRule } from './find-by-rule.ts'
import { keptDocuments } from './kept-documents.ts'
import { hostsOf, openCollection, type OpenCollection } from './open-collection.ts'
import { readChanges } from './read-changes.ts'
import { parseSettings, type Settings } from './settings.ts'

/** Documents that MongoDB sends at once, read ahead of who consumes them. */
const batchSize = 500

/** Fields that are written beside those of the document: Elasticsearch takes none that has one twice. */
const withoutReserved = ({
  id: _id,
  _timestamp,
  _patchbay,
  _extract_binary_content,
  _reduce_whitespace,
  _run_ml_inference,
  ...fields
}: Document): Document => fields

/** The document with its fields as they are; the text of its `_id` is the id, also over a field `id` of its own. */
const documentOf = (found: Document, settings: Settings): SourceDocument => {
  const { _id, ...own } = found
  const fields = withoutReserved(own)
  const id = fittingId(idText(_id))
  const json = bsonJson(fields, settings.datetime_conversion)
  const rest = json === '{}' ? '}' : `,${json.slice(1)}`
  return { id, json: Buffer.from(`{"id":${JSON.stringify(id)}${rest}`) }
}

async function* documentsOf(
  found: AsyncIterable<Document>,
  settings: Settings,
): AsyncGenerator<SourceDocument> {
  for await (const document of found) yield documentOf(document, settings)
}

/** What sync rules keep, as far as MongoDB can tell. A user who may not ask for the collation gets everything. */
const keptOf = async ({ collection }: OpenCollection, rules: readonly SyncRule[]): Promise<Document> => {
  const kept = rules.length === 0 ? undefined : keptDocuments(rules)
  if (kept === undefined) return {}
  const found = await collection.options().catch((error: unknown) => {
    if (error instanceof MongoServerError) return undefined
    throw error
  })
  return found === undefined || found['collation'] !== undefined ? {} : kept
}

/**
 * The whole collection, or what follows a checkpoint. In the order of `_id`, so that a document that grows while it is
 * read is neither missed nor met twice, and a listing can go on after each.
 */
async function* readAll(
  opened: OpenCollection,
  settings: Settings,
  { resume, rules }: Pick<DocumentsRequest, 'resume' | 'rules'>,
): AsyncGenerator<SourcePage> {
  const { collection, session } = opened
  const part = settings.collection
  const before = readCheckpoint(settings, resume)
  // What changed since the first attempt began comes again with the next incremental sync.
  const cursor = before?.cursor ?? cursorAt(settings, await operationTime(opened))
  // `_id: {$gt: …}` would only find ids of the same type.
  const rest = before === undefined ? {} : { $expr: { $gt: ['$_id', { $literal: before.after }] } }
  const kept = await keptOf(opened, rules ?? [])
  const found = collection.find(
    { $and: [rest, kept] },
    { sort: { _id: 1 }, batchSize, noCursorTimeout: true, session },
  )
  let last: unknown
  async function* documents(): AsyncGenerator<SourceDocument> {
    for await (const document of found) {
      last = document._id
      yield documentOf(document, settings)
    }
  }
  for await (const page of inPages(part, documents())) {
    yield page
    const at = toCheckpoint(settings, { cursor, after: last })
    if (at !== undefined) yield { kind: 'checkpoint', at }
  }
  yield { kind: 'end', part, resumed: before !== undefined }
  yield { kind: 'cursor', cursor }
}

async function* readRule(
  { collection }: OpenCollection,
  settings: Settings,
  advanced: Json,
): AsyncGenerator<SourcePage> {
  const part = settings.collection
  yield* inPages(part, documentsOf(findByRule(collection, advanced), settings))
  yield { kind: 'end', part }
}

async function* readChanged(
  opened: OpenCollection,
  settings: Settings,
  cursor: JsonObject,
): AsyncGenerator<SourcePage> {
  let next = cursor
  const done = (reached: JsonObject): void => {
    next = reached
  }
  const changed = readChanges(opened, settings, { cursor, done })
  yield* inPages(settings.collection, documentsOf(changed, settings))
  yield { kind: 'cursor', cursor: next }
}

/**
 * MongoDB: the documents of one collection. Differs from Elastic's service where that loses something or fails: 64-bit
 * and decimal numbers keep their digits, bytes are base64, and a missing collection is an error, not an empty one.
 */
export const mongodb = serverSource({
  serviceType: 'mongodb',
  advancedRules: true,
  parseSettings,
  hosts: hostsOf,
  // A collection that isn't there is refused here already.
  connect: openCollection,
  explain: explainError,
  documents: (opened, settings, { advanced, resume, rules }) =>
    advanced === undefined
      ? readAll(opened, settings, { resume, rules })
      : readRule(opened, settings, advanced),
  changes: (opened, settings, { cursor }) => readChanged(opened, settings, cursor),
})
