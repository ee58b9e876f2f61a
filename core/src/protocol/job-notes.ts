import { z } from 'zod'
import { jsonObjectSchema } from '../lib/json.ts'
import type { SyncJob } from './sync-job.ts'

/** Marks, in the metadata of a job, what Patchbay's worker noted about it. */
export const notesKey = 'patchbay'

/** Deletes that a sync did not do, since they were more than it may do without being asked. */
export const heldDeletesSchema = z.object({
  deletes: z.int(),
  /** Of so many documents of this connector. */
  of: z.int(),
  /** The parts (tables, folders) with most of them. */
  parts: z.array(z.object({ part: z.string(), deletes: z.int() })).default([]),
  /** A few of their ids. */
  examples: z.array(z.string()).default([]),
  /** Who let them go, by the run that was approved. */
  confirmed: z.object({ run: z.string(), at: z.string() }).nullish(),
})
export type HeldDeletes = z.infer<typeof heldDeletesSchema>

/** How far a sync is that runs. */
const progressSchema = z.object({
  /** Documents that the source has given so far, written or not. */
  listed: z.int(),
  /** Documents that the index held before. */
  expected: z.int(),
  perSecond: z.number(),
  /** Seconds that are left, if as many documents come as the index held; null where nothing tells. */
  secondsLeft: z.number().nullable(),
})
export type Progress = z.infer<typeof progressSchema>

const skippedSchema = z.object({ part: z.string(), reason: z.string(), expected: z.boolean() })
const problemSchema = z.object({ id: z.string(), reason: z.string() })

/** From where a sync that was stopped goes on, with what it had to leave out until then. */
const checkpointSchema = z.object({
  at: jsonObjectSchema,
  index: z.string(),
  /** Stands for that very index, and for what shapes its documents besides their source. */
  mark: z.string().default(''),
  time: z.string(),
  unchanged: z.int(),
  excluded: z.int(),
  refused: z.int(),
  refusals: z.array(problemSchema),
  withoutText: z.int().default(0),
  textProblems: z.array(problemSchema).default([]),
  skipped: z.array(skippedSchema),
})
export type Checkpoint = z.infer<typeof checkpointSchema>

const notesSchema = z.looseObject({
  unchanged: z.int().default(0),
  excluded: z.int().default(0),
  kept: z.int().default(0),
  refused: z.int().default(0),
  refusals: z.array(problemSchema).default([]),
  /** Documents without the text of their file, and the first of them with the reason. */
  withoutText: z.int().default(0),
  textProblems: z.array(problemSchema).default([]),
  skipped: z.array(skippedSchema).default([]),
  held: heldDeletesSchema.nullish(),
  progress: progressSchema.nullish(),
  checkpoint: checkpointSchema.nullish(),
})
export type JobNotes = z.infer<typeof notesSchema>

/** What our worker noted about a job; undefined for jobs of others, and while nothing is noted yet. */
export const notesOf = ({ metadata }: Pick<SyncJob, 'metadata'>): JobNotes | undefined =>
  metadata && Object.hasOwn(metadata, notesKey) ? notesSchema.safeParse(metadata[notesKey]).data : undefined
