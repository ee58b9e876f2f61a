import { findServiceType } from '@patchbay/core/words'
import { z } from 'zod'
import { readConfiguration } from '../read-choices.ts'
import { type Ground, resultOf } from '../tree/result-of.ts'

/** What stands for a secret: no secret is ever in the document, not even one that was just typed. */
export const secretWords = { set: '(set)', unset: '(not set)', ask: '(ask)' } as const

export const jobKinds = ['full', 'incremental', 'access_control'] as const
const ruleSchema = z.strictObject({
  policy: z.enum(['include', 'exclude']),
  field: z.string(),
  rule: z.enum(['equals', 'contains', 'starts_with', 'ends_with', 'regex', '>', '<']),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String),
})
const scheduleSchema = z.strictObject({ enabled: z.boolean(), cron: z.string() })

/** A connector as its document holds it: what somebody writes, and nothing that only happens. */
export const documentSchema = z.strictObject({
  name: z.string(),
  description: z.string().default(''),
  configuration: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  schedule: z.partialRecord(z.enum(jobKinds), scheduleSchema).default({}),
  rules: z.strictObject({ basic: z.array(ruleSchema), advanced: z.json() }),
})
export type ConnectorDocument = z.infer<typeof documentSchema>

export interface ConnectorState {
  id: string
  serviceType: string | null
  managed: boolean
  document: ConnectorDocument
  /** Fields whose values are never shown. */
  secrets: ReadonlySet<string>
  /** The rules are a draft that doesn't hold yet. */
  draft: boolean
}

const shown = z.object({
  id: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  serviceType: z.string().nullable(),
  managed: z.boolean(),
})
const ruleSet = z.object({
  rules: z.array(z.object({ policy: z.string(), field: z.string(), rule: z.string(), value: z.string() })),
  advanced: z.json(),
})
const rules = z.object({ active: ruleSet, draft: ruleSet.nullable() })
const stored = z.object({
  scheduling: z
    .partialRecord(z.enum(jobKinds), z.object({ enabled: z.boolean(), interval: z.string() }))
    .nullish(),
})

/** Of the connector itself only its schedules are kept: the words that `connector.get` has for them can't be written back. */
const readScheduling = async ({ session }: Ground, id: string): Promise<ConnectorDocument['schedule']> => {
  const { scheduling } = stored.parse(await session.es.connector.get({ connector_id: id }))
  return Object.fromEntries(
    jobKinds.flatMap((kind) => {
      const schedule = scheduling?.[kind]
      return schedule === undefined
        ? []
        : [[kind, { enabled: schedule.enabled, cron: schedule.interval }] as const]
    }),
  )
}

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]).catch(null)

/** A connector as it is now. */
export const readState = async (ground: Ground, connector: string): Promise<ConnectorState> => {
  const [one, fields, ruled, schedule] = await Promise.all([
    resultOf(ground, 'connector.get', { connector }).then((result) => shown.parse(result)),
    readConfiguration(ground, connector),
    resultOf(ground, 'rules.get', { connector }).then((result) => rules.parse(result)),
    readScheduling(ground, connector),
  ])
  const { rules: basic, advanced } = ruled.draft ?? ruled.active
  const word = (value: unknown): string => (value === 'set' ? secretWords.set : secretWords.unset)
  return {
    id: one.id,
    serviceType: one.serviceType,
    managed: one.managed,
    draft: ruled.draft !== null,
    secrets: new Set(fields.filter(({ sensitive }) => sensitive).map(({ key }) => key)),
    document: {
      name: one.name ?? '',
      description: one.description ?? '',
      configuration: Object.fromEntries(
        fields.map(({ key, value, sensitive }) => [key, sensitive ? word(value) : valueSchema.parse(value)]),
      ),
      schedule,
      rules: {
        basic: basic.map(({ policy, field, rule, value }) =>
          ruleSchema.parse({ policy, field, rule, value }),
        ),
        advanced: advanced ?? {},
      },
    },
  }
}

/** The part of a document's name that says by which schema it is checked. */
export const schemaName = (serviceType: string | null): string =>
  findServiceType(serviceType)?.service_type ?? 'other'
