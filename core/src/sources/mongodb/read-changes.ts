import { type ChangeStream, type Document, Timestamp } from 'mongodb'
import { z } from 'zod'
import type { JsonObject } from '../../lib/json.ts'
import { cursorLost } from '../settings-mark.ts'
import { cursorOf, operationTime, refuseStandalone, startOf } from './change-cursor.ts'
import type { OpenCollection } from './open-collection.ts'
import type { Settings } from './settings.ts'

/** Ids that are looked up at once. */
const lookedUp = 500
/** Milliseconds that the server waits for a change before it says that there is none. */
const quiet = 200

const tokenSchema = z.record(z.string(), z.json())
const changeSchema = z.object({
  operationType: z.string(),
  clusterTime: z.instanceof(Timestamp),
  documentKey: z.object({ _id: z.unknown() }).optional(),
})

const written = new Set(['insert', 'update', 'replace'])
/** After these the collection is not the one that was listed. */
const ends = new Set(['drop', 'rename', 'dropDatabase', 'invalidate'])

/** The log of the server no longer goes back so far (ChangeStreamHistoryLost), or was cut (CappedPositionLost). */
const historyLost = z.object({ code: z.literal([286, 136]) })

async function* changedIds(stream: ChangeStream<Document, Document>, until: Timestamp) {
  for (;;) {
    const found: unknown = await stream.tryNext()
    if (found === null) return
    const { operationType, clusterTime, documentKey } = changeSchema.parse(found)
    if (ends.has(operationType)) throw cursorLost('the collection was dropped or renamed since')
    if (written.has(operationType) && documentKey !== undefined) yield documentKey._id
    // Of a collection that is written all the time, the rest is for the next sync.
    if (clusterTime.greaterThanOrEqual(until)) return
  }
}

/**
 * The documents that were written since a cursor, as they are now; then, through `done`, the cursor of what comes next.
 * @throws PatchbayError `source.refused` where the server tells no changes, or none from there.
 */
export async function* readChanges(
  opened: OpenCollection,
  settings: Settings,
  { cursor, done }: { cursor: JsonObject; done: (next: JsonObject) => void },
): AsyncGenerator<Document> {
  const { collection, session } = opened
  const until = refuseStandalone(settings, await operationTime(opened))
  // The stream tells ids: what a document is now is looked up, once for all its changes, whatever its size.
  const stream = collection.watch([{ $project: { operationType: 1, documentKey: 1, clusterTime: 1 } }], {
    ...startOf(settings, cursor),
    session,
    maxAwaitTimeMS: quiet,
  })
  const lookUp = (ids: unknown[]): AsyncIterable<Document> => {
    const filter: Document = { _id: { $in: ids } }
    return collection.find(filter, { session })
  }
  try {
    let ids: unknown[] = []
    for await (const id of changedIds(stream, until)) {
      ids.push(id)
      if (ids.length < lookedUp) continue
      yield* lookUp(ids)
      ids = []
    }
    if (ids.length > 0) yield* lookUp(ids)
    const token = tokenSchema.safeParse(stream.resumeToken).data
    done(token === undefined ? cursor : cursorOf(settings, token))
  } catch (error) {
    if (historyLost.safeParse(error).success)
      throw cursorLost('the log of the server no longer goes back so far')
    throw error
  } finally {
    await stream.close()
  }
}
