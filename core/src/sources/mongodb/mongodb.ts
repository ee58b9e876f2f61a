import type { Collection, Document } from 'mongodb'
import type { Json } from '../../lib/json.ts'
import type { DataSource, DataSourceDefinition, SourceDocument } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { inPages } from '../in-pages.ts'
import { bsonJson, idText } from './bson-json.ts'
import { explainError } from './explain-error.ts'
import { findByRule } from './find-by-rule.ts'
import { openCollection } from './open-collection.ts'
import { parseSettings, type Settings } from './settings.ts'

/** Documents that MongoDB sends at once, read ahead of who consumes them. */
const batchSize = 500

/** The document with its fields as they are; the text of its `_id` is the id, also over a field `id` of its own. */
const documentOf = (found: Document, settings: Settings): SourceDocument => {
  const { _id, id: _overwritten, ...fields } = found
  const id = fittingId(idText(_id))
  const json = bsonJson(fields, settings.datetime_conversion)
  const rest = json === '{}' ? '}' : `,${json.slice(1)}`
  return { id, json: Buffer.from(`{"id":${JSON.stringify(id)}${rest}`) }
}

async function* read(
  collection: Collection,
  settings: Settings,
  advanced: Json | undefined,
): AsyncGenerator<SourceDocument> {
  // In the order of `_id`, so that a document that grows while it is read is neither missed nor met twice.
  const found =
    advanced === undefined
      ? collection.find({}, { sort: { _id: 1 }, batchSize, noCursorTimeout: true })
      : findByRule(collection, advanced)
  for await (const document of found) yield documentOf(document, settings)
}

const open = (settings: Settings): DataSource => ({
  async ping(signal) {
    await using _opened = await openCollection(settings, signal)
  },

  async *documents({ signal, advanced }) {
    await using opened = await openCollection(settings, signal)
    const part = settings.collection
    try {
      yield* inPages(part, read(opened.collection, settings, advanced))
    } catch (error) {
      signal.throwIfAborted()
      throw explainError(error, settings)
    }
    signal.throwIfAborted()
    yield { kind: 'end', part }
  },

  // Every call has a connection of its own, and ends it.
  close: async () => {},
})

/**
 * MongoDB: the documents of one collection. Differs from Elastic's service where that loses something or fails: 64-bit
 * and decimal numbers keep their digits, bytes are base64, and a missing collection is an error, not an empty one.
 */
export const mongodb: DataSourceDefinition = {
  serviceType: 'mongodb',
  timestamps: false,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  open: (values) => open(parseSettings(values)),
}
