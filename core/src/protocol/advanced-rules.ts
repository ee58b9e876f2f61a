import { z } from 'zod'
import type { Json } from '../lib/json.ts'
import { findServiceType } from './service-types.ts'
import { isEmptyRule } from './sync-rules.ts'

const text = z.string().min(1)
const texts = z.array(text).min(1)
const count = z.int().min(0)
const object = z.record(z.string(), z.unknown())

const mongodb = z
  .strictObject({
    find: z
      .strictObject({
        filter: object,
        projection: z.union([object, z.array(z.unknown())]),
        skip: count,
        limit: count,
        no_cursor_timeout: z.boolean(),
        allow_partial_results: z.boolean(),
        batch_size: count,
        return_key: z.boolean(),
        show_record_id: z.boolean(),
        max_time_ms: count,
        allow_disk_use: z.boolean(),
      })
      .partial(),
    aggregate: z
      .strictObject({
        pipeline: z.array(object).min(1),
        allowDiskUse: z.boolean(),
        maxTimeMS: count,
        batchSize: count,
        let: object,
      })
      .partial(),
  })
  .partial()
  .refine(({ find, aggregate }) => find === undefined || aggregate === undefined, {
    error: 'must have find or aggregate, not both',
  })

const tables = z.array(z.strictObject({ tables: texts, query: text, id_columns: texts.optional() }))
const query = z.array(z.strictObject({ query: text }))

const redis = z.array(
  z
    .strictObject({ database: count, key_pattern: text.optional(), type: text.optional() })
    .refine((rule) => rule.key_pattern !== undefined || rule.type !== undefined, {
      error: 'must have key_pattern, type or both',
    }),
)

const github = z.array(
  z.strictObject({
    repository: text,
    filter: z
      .strictObject({ issue: text, pr: text, branch: text, path: text })
      .partial()
      .refine((filter) => Object.keys(filter).length > 0, {
        error: 'must have issue, pr, branch or path',
      }),
  }),
)

const onedrive = z.array(
  z
    .strictObject({ skipFilesWithExtensions: texts, parentPathPattern: text, owners: texts })
    .partial()
    .refine((rule) => Object.keys(rule).length > 0, {
      error: 'must have skipFilesWithExtensions, parentPathPattern or owners',
    }),
)

const notion = z
  .strictObject({
    searches: z.array(
      z.strictObject({
        query: z.string(),
        filter: z.strictObject({ value: z.enum(['page', 'database']) }).optional(),
      }),
    ),
    database_query_filters: z.array(z.strictObject({ database_id: text, filter: object.optional() })),
  })
  .partial()

/** The form of the advanced rule, by service type, as Elastic's own sources take it. */
const forms: Readonly<Record<string, z.ZodType>> = {
  mongodb,
  mysql: tables,
  postgresql: tables,
  mssql: tables,
  redis,
  s3: z.array(z.strictObject({ bucket: text, prefix: z.string().optional(), extension: texts.optional() })),
  network_drive: z.array(
    z.strictObject({ pattern: text.regex(/^[^/]/, 'is relative to the share: it must not start with "/"') }),
  ),
  github,
  dropbox: z.array(z.looseObject({ query: text })),
  jira: query,
  confluence: query,
  servicenow: z.array(z.strictObject({ service: text, query: text })),
  salesforce: z.array(z.strictObject({ query: text, language: z.enum(['SOQL', 'SOSL']) })),
  onedrive,
  sharepoint_online: z.strictObject({ skipExtractingDriveItemsOlderThan: count }),
  gmail: z.strictObject({ messages: texts }),
  notion,
}

const place = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')

/**
 * What the source would say against an advanced rule, one text each: `advanced[0].tables: …`. Whether the tables are
 * there, or the query means anything, only the data source knows. A service type that isn't in the catalogue has none.
 */
export const advancedProblems = (serviceType: string | null | undefined, rule: Json): string[] => {
  if (isEmptyRule(rule)) return []
  if (typeof rule !== 'object') return ['advanced: must be a JSON object or an array.']
  const known = findServiceType(serviceType)
  const form = known === undefined ? undefined : forms[known.service_type]
  if (known !== undefined && form === undefined)
    return [`advanced: ${known.service_type} has no advanced rules; use basic ones.`]
  const issues = form?.safeParse(rule).error?.issues ?? []
  return issues.map(({ path, message }) => `advanced${place(path)}: ${lower(message)}.`)
}

const lower = (message: string): string => `${message.charAt(0).toLowerCase()}${message.slice(1)}`
