import { z } from 'zod'
import { jsonObjectSchema, jsonSchema } from '../lib/json.ts'

/** The index of the run logs. Its guard and its stamps are made by `cluster setup`. */
export const runsIndex = 'patchbay-runs'

const attempt = z.int().positive()

/** What a run's log is made of. Only operation, input and reason of `requested` are believed; the rest is a claim. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('requested'),
    operation: z.string(),
    version: z.int(),
    /** After defaults, its target an id, sensitive fields as `{"sensitive": true}`. */
    input: jsonObjectSchema,
    reason: z.string().optional(),
    /** What the requester saw, for comparing: the digest, and the target's id and name for searching. */
    digest: z.string(),
    targetId: z.string().optional(),
    targetLabel: z.string().optional(),
  }),
  z.object({
    type: z.literal('vote'),
    choice: z.enum(['approve', 'reject']),
    /** The digest of what the voter saw. */
    digest: z.string(),
    reason: z.string().optional(),
  }),
  z.object({ type: z.literal('withdrawn'), reason: z.string().optional() }),
  /** Its requester lets an approved run begin, where policy leaves that to them. */
  z.object({ type: z.literal('released') }),
  z.object({
    type: z.literal('executing'),
    attempt,
    /** A random name of the executing process, by which it knows its own attempt again. */
    executor: z.string(),
    /** At the first attempt: the digest that was true when it began. */
    digest: z.string().optional(),
  }),
  z.object({
    type: z.literal('step'),
    attempt,
    name: z.string(),
    phase: z.enum(['begin', 'end', 'wait']),
    data: jsonSchema.optional(),
    until: z.string().optional(),
  }),
  z.object({ type: z.literal('ready'), attempt, waitsFor: z.enum(['collect', 'input']) }),
  z.object({ type: z.literal('done'), attempt, result: jsonSchema.optional() }),
  z.object({
    type: z.literal('failed'),
    attempt,
    error: z.object({ code: z.string(), message: z.string() }),
  }),
  z.object({ type: z.literal('abandoned'), reason: z.string().optional() }),
])
export type RunEvent = z.infer<typeof runEventSchema>
export type ExecutingEvent = Extract<RunEvent, { type: 'executing' }>
export type RequestedEvent = Extract<RunEvent, { type: 'requested' }>

/** Who wrote an event, as Elasticsearch stamped it (`set_security_user`): nobody else can set it. */
export interface Stamp {
  username: string
  realm: string
  /** `REALM`, `API_KEY`, `TOKEN`, ... */
  authenticationType: string
  roles: readonly string[]
  /** Absent with `API_KEY` under run-as: written through a service. */
  apiKeyId?: string | undefined
}

export interface StampedEvent {
  /** Position in the log, from its `_id`. */
  n: number
  event: RunEvent
  by: Stamp
  /** Elasticsearch's own time, ISO 8601. */
  at: string
}

const storedSchema = z.object({
  event: runEventSchema,
  '@timestamp': z.iso.datetime({ offset: true }),
  by: z.object({
    username: z.string(),
    realm: z.object({ name: z.string() }).optional(),
    authentication_type: z.string().default('REALM'),
    roles: z.array(z.string()).default([]),
    api_key: z.object({ id: z.string() }).optional(),
  }),
})

/** Reads a stored event. Undefined when it is not one: such a document is void and keeps its number. */
export const parseStoredEvent = (n: number, source: unknown): StampedEvent | undefined => {
  const stored = storedSchema.safeParse(source)
  if (!stored.success) return undefined
  const { event, by } = stored.data
  return {
    n,
    event,
    at: stored.data['@timestamp'],
    by: {
      username: by.username,
      realm: by.realm?.name ?? '',
      authenticationType: by.authentication_type.toUpperCase(),
      roles: by.roles,
      apiKeyId: by.api_key?.id,
    },
  }
}
