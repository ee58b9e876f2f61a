import { type AggregationCursor, BSON, type Collection, type Document, type FindCursor } from 'mongodb'
import { z } from 'zod'
import type { Json } from '../../lib/json.ts'

const object = z.record(z.string(), z.unknown())
const count = z.number().optional()
const flag = z.boolean().optional()

const findSchema = z.object({
  filter: object.default({}),
  projection: z.union([object, z.array(z.string())]).optional(),
  skip: count,
  limit: count,
  no_cursor_timeout: flag,
  allow_partial_results: flag,
  batch_size: count,
  return_key: flag,
  show_record_id: flag,
  max_time_ms: count,
  allow_disk_use: flag,
})

const ruleSchema = z.object({
  find: findSchema.prefault({}),
  aggregate: z
    .object({
      pipeline: z.array(object).default([]),
      allowDiskUse: flag,
      maxTimeMS: count,
      batchSize: count,
      let: object.optional(),
    })
    .optional(),
})

/** The driver takes an option that is undefined for one that was given. */
const withoutAbsent = (options: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** JSON has no ObjectId and no date: they are written as in MongoDB's Extended JSON (`{"$oid": …}`, `{"$date": …}`). */
const values = (part: unknown): Document =>
  z.record(z.string(), z.unknown()).parse(BSON.EJSON.deserialize({ part })['part'])

/** A field list is a projection of these fields, as in Python's driver. */
const projectionOf = (projection: string[] | Record<string, unknown>): Document =>
  Array.isArray(projection) ? Object.fromEntries(projection.map((name) => [name, 1])) : values(projection)

/** What an advanced rule finds in a collection. */
export const findByRule = (
  collection: Collection,
  rule: Json,
): FindCursor<Document> | AggregationCursor<Document> => {
  const { find, aggregate } = ruleSchema.parse(rule)
  if (aggregate !== undefined) {
    const { pipeline, let: variables, ...options } = aggregate
    return collection.aggregate(
      pipeline.map((stage) => values(stage)),
      { ...withoutAbsent(options), ...(variables && { let: values(variables) }) },
    )
  }
  const { projection, limit, skip, ...asked } = find
  const options = withoutAbsent({
    limit,
    skip,
    allowPartialResults: asked.allow_partial_results,
    returnKey: asked.return_key,
    showRecordId: asked.show_record_id,
    maxTimeMS: asked.max_time_ms,
    allowDiskUse: asked.allow_disk_use,
  })
  return collection.find(values(find.filter), {
    ...options,
    ...(projection && { projection: projectionOf(projection) }),
    // A limit or a skip means something in an order only.
    sort: { _id: 1 },
    noCursorTimeout: asked.no_cursor_timeout ?? true,
    batchSize: asked.batch_size ?? 500,
  })
}
