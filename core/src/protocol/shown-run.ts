import { z } from 'zod'

const change = z.object({ what: z.string(), from: z.string().optional(), to: z.string().optional() })
const texts = z.array(z.string()).optional()

/** What `approval.get` and its siblings answer, as front ends read it: one run, with its plan while that can still change. */
export const shownRunSchema = z.object({
  run: z.string(),
  version: z.int().optional(),
  state: z.string(),
  operation: z.string(),
  title: z.string(),
  risk: z.string(),
  target: z.string().nullable(),
  requester: z.string().nullable(),
  requestedAt: z.string().nullable(),
  reason: z.string().nullable(),
  votesNeeded: z.number(),
  rejectionsNeeded: z.number().optional(),
  signedIn: z.boolean(),
  executeAs: z.string().nullable(),
  votes: z.array(
    z.object({ by: z.string(), choice: z.string(), reason: z.string().nullable(), counts: z.boolean() }),
  ),
  escalates: z.array(z.object({ at: z.string(), approvers: z.array(z.string()) })).optional(),
  decideBy: z.string().nullable(),
  executeBy: z.string().nullable(),
  begins: z.object({ byRequester: z.boolean(), within: z.array(z.string()) }).optional(),
  opensAt: z.string().nullish(),
  tookMs: z.number().nullish(),
  undo: z.string().nullish(),
  outcome: texts,
  nextSync: z.string().nullish(),
  waitsUntil: z.string().nullable(),
  waitsFor: z.string().nullable(),
  needs: z.array(z.string()).optional(),
  missing: z.array(z.string()),
  changed: z.boolean(),
  digest: z.string(),
  steps: z.array(z.object({ name: z.string(), ended: z.boolean(), tookMs: z.number().nullish() })),
  stepsInAll: z.number().nullish(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  void: z.array(z.object({ n: z.number(), why: z.string() })),
  plan: z
    .object({
      headline: z.string(),
      changes: z.array(change),
      stays: texts,
      after: texts,
      nextSyncs: texts,
      warnings: texts,
      irreversible: z.string().optional(),
    })
    .nullish(),
})
export type ShownRun = z.infer<typeof shownRunSchema>

/** How many have rejected it so far, where one alone doesn't end it: `1 of 2 rejections`. */
export const rejectionWords = ({
  votes,
  rejectionsNeeded = 1,
}: Pick<ShownRun, 'votes' | 'rejectionsNeeded'>): string | undefined =>
  rejectionsNeeded === 1
    ? undefined
    : `${votes.filter(({ choice, counts }) => choice === 'reject' && counts).length} of ${rejectionsNeeded} rejections`

/** When it begins once it is approved, where that is not at once. */
export const beginWords = ({ state, begins }: Pick<ShownRun, 'state' | 'begins'>): string[] =>
  (state === 'waiting' || state === 'approved') && begins !== undefined
    ? [
        ...(begins.byRequester ? ['when its requester starts it'] : []),
        ...begins.within.map((hours) => `within the hours ${hours}`),
      ]
    : []

/** `3 of 6 steps`, or `3 steps` where nobody knows how many there are. */
export const stepCount = ({ steps, stepsInAll }: Pick<ShownRun, 'steps' | 'stepsInAll'>): string => {
  const done = steps.filter(({ ended }) => ended).length
  if (stepsInAll != null && stepsInAll >= steps.length) return `${done} of ${stepsInAll} steps`
  return `${done} step${done === 1 ? '' : 's'}`
}

/** States after which a run never changes again. */
export const isOver = ({ state }: Pick<ShownRun, 'state'>): boolean =>
  ['done', 'rejected', 'withdrawn', 'expired', 'abandoned'].includes(state)
