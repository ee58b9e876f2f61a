import { z } from 'zod'
import { languages } from './content-index.ts'
import { jsonSchema } from '../lib/json.ts'
import { fieldDefinition } from './field-definition.ts'
import { ruleInputSchema } from './rule-input.ts'

/** Where a value comes from that must not stand in a file: only the command line looks there. */
const referenceSchema = z.union([
  z.strictObject({ env: z.string().min(1).max(200) }),
  z.strictObject({ file: z.string().min(1).max(4000) }),
])
export type Reference = z.infer<typeof referenceSchema>

const plainValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
export type PlainValue = z.infer<typeof plainValue>

const valueSchema = z.union([plainValue, referenceSchema], {
  error: 'must be a text, a number, true, false, a list of texts, { env: NAME } or { file: PATH }',
})

const schedule = z
  .string({ error: 'must be a cron in quotes, words such as "weekdays at 6", or "off"' })
  .min(1)
  .max(200)

const entrySchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** Only where the name is not enough. */
  id: z.string().min(1).max(512).optional(),
  serviceType: z.string().min(1).optional(),
  /** A kind of data source of one's own, which no catalogue knows. */
  custom: z.boolean().optional(),
  managed: z.boolean().optional(),
  index: z.string().min(1).optional(),
  useExistingIndex: z.boolean().optional(),
  language: z.enum(languages).optional(),
  description: z.string().max(2000).optional(),
  /** All its configuration fields, where the catalogue's are not meant. */
  fields: z.array(fieldDefinition).min(1).max(500).optional(),
  configuration: z.record(z.string(), valueSchema).optional(),
  schedule: z
    .strictObject({
      full: schedule.optional(),
      incremental: schedule.optional(),
      access_control: schedule.optional(),
    })
    .optional(),
  rules: z
    .strictObject({ basic: z.array(ruleInputSchema).max(500).optional(), advanced: jsonSchema.optional() })
    .optional(),
  pipeline: z
    .strictObject({
      name: z.string().min(1).max(500).optional(),
      extractBinaryContent: z.boolean().optional(),
      reduceWhitespace: z.boolean().optional(),
      runMlInference: z.boolean().optional(),
    })
    .optional(),
  features: z
    .strictObject({
      documentLevelSecurity: z.boolean().optional(),
      incrementalSync: z.boolean().optional(),
      basicRules: z.boolean().optional(),
      advancedRules: z.boolean().optional(),
    })
    .optional(),
})
/** One connector as a file wants it; what a file doesn't mention stays as it is. */
export type ConnectorEntry = z.infer<typeof entrySchema> & {
  /** What tells it from the others of its file: its name, or its id where it shares the name. */
  key: string
}
/** The same as it is written: what holds by default is left out. */
export type WrittenEntry = z.input<typeof entrySchema>

export const connectorFileSchema = z.strictObject({
  connectors: z.array(entrySchema).min(1, 'names no connector').max(1000),
})

export const isReference = (value: PlainValue | Reference): value is Reference =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A connector of a file as people read it. */
export const entryLabel = ({ key, name }: Pick<ConnectorEntry, 'key' | 'name'>): string =>
  key === name ? name : `${name} (${key})`

/** The key of a secret in the input of `connector.apply`, and on the command line. */
export const secretKey = ({ key }: Pick<ConnectorEntry, 'key'>, field: string): string => `${key}.${field}`

/** A reference in words: `the variable SHOP_PASSWORD`. */
export const referenceWords = (reference: Reference): string =>
  'env' in reference ? `the variable ${reference.env}` : `the file ${reference.file}`

/** Every value that a file leaves to where the command runs, by its key. */
export const referencesIn = (entries: readonly ConnectorEntry[]): [key: string, reference: Reference][] =>
  entries.flatMap((entry) =>
    Object.entries(entry.configuration ?? {}).flatMap(([field, value]): [string, Reference][] =>
      isReference(value) ? [[secretKey(entry, field), value]] : [],
    ),
  )
