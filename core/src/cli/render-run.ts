import { printable } from '../lib/printable.ts'
import { approveCommand } from '../protocol/reasons.ts'
import {
  beginWords,
  rejectionWords,
  type ShownRun,
  shownRunSchema,
  stepCount,
} from '../protocol/shown-run.ts'
import { progressWords } from '../steps/progress-words.ts'
import { stepWords } from '../steps/step-words.ts'
import { approverWords } from './approver-words.ts'
import { pad } from './fit.ts'
import { renderPlan } from './render-plan.ts'
import { secretFlags } from './secret-flags.ts'
import { renderTime } from './render-time.ts'

/** What can be done next, by whom. */
const nextOf = ({ run, risk, state, waitsFor, missing, opensAt }: ShownRun): string[] => {
  switch (state) {
    case 'waiting':
      return [`${approveCommand({ run, risk })}, or --reject --reason "…"`]
    case 'approved':
      if (waitsFor === 'start') return [`its requester: patchbay approval start ${run}`]
      if (opensAt != null) return ['a running bot begins it then; without one: patchbay approval execute']
      return [`its requester: patchbay approval execute ${run}${secretFlags(missing)}`]
    case 'cleared':
      return [`its requester: patchbay approval execute ${run}${secretFlags(missing)}`]
    case 'ready':
      return waitsFor === 'input'
        ? [`its requester: patchbay approval resume ${run}${secretFlags(missing)}`]
        : [`its requester: patchbay api-key collect ${run}`]
    case 'failed':
      return [`patchbay approval resume ${run}${secretFlags(missing)}, or abandon`]
    default:
      return []
  }
}

const standing = (run: ShownRun): string => {
  const { votes, votesNeeded, rejectionsNeeded, state } = run
  const rejected = rejectionWords({ votes, rejectionsNeeded })
  const given = votes.filter(({ choice, counts }) => choice === 'approve' && counts).length
  return state === 'waiting'
    ? [
        `waiting · ${given} of ${votesNeeded} approval${votesNeeded === 1 ? '' : 's'}`,
        ...(rejected === undefined ? [] : [rejected]),
      ].join(' · ')
    : progress(run)
}

const progress = (run: ShownRun): string => {
  if (run.state === 'executing') return `executing · ${progressWords(run)}`
  return run.state === 'failed' && run.steps.length > 0 ? `failed after ${stepCount(run)}` : run.state
}

/** One run as people read it: what, who asked, who decided, how far it came, what is next. */
export const renderRun = (
  value: unknown,
  { now, width }: { now: Date; width: number },
): string[] | undefined => {
  const parsed = shownRunSchema.safeParse(value)
  if (!parsed.success) return undefined
  const run = parsed.data
  const time = (at: string | null): string[] => (at === null ? [] : [renderTime(new Date(at), now)])
  const line = (label: string, contents: readonly string[]): string[] =>
    contents.map((text, at) => `  ${pad(at === 0 ? label : '', 12)}${printable(text)}`)
  const votes = run.votes.map(
    ({ by, choice, reason, counts }) =>
      `${choice === 'approve' ? 'yes' : 'no'} from ${by}${reason === null ? '' : `: "${reason}"`}${counts ? '' : ' (for an earlier plan: does not count)'}`,
  )
  const escalates = (run.escalates ?? []).flatMap(({ at, approvers }) =>
    time(at).map((from) => `${from}, from when on ${approverWords(approvers)} may vote as well`),
  )
  const steps = run.steps.map(({ name, ended }) => `${ended ? '●' : '◐'} ${stepWords(run.operation, name)}`)
  const isAhead = run.nextSync != null && Date.parse(run.nextSync) > now.getTime()
  const asked = time(run.requestedAt).map((at) => `${run.requester ?? 'somebody'}, ${at}`)
  const what = [run.title, run.target].filter((part) => part !== null).join(' · ')
  const plan =
    run.plan === undefined || run.plan === null ? [] : renderPlan(run.plan, { width, now }).slice(1)
  return [
    `${printable(run.plan?.headline ?? what)}   ${standing(run)}`,
    ...line('run', [run.run]),
    ...line('asked by', asked),
    ...line('why', run.reason === null ? [] : [`"${run.reason}"`]),
    ...line('votes', votes),
    ...line('decide by', run.state === 'waiting' ? time(run.decideBy) : []),
    ...line('escalates', escalates),
    ...line('begins', beginWords(run)),
    ...line('opens', run.state === 'approved' ? time(run.opensAt ?? null) : []),
    ...line('execute by', run.state === 'approved' ? time(run.executeBy) : []),
    ...line('waits', time(run.waitsUntil)),
    ...line('changed', run.changed ? ['what this is about has changed since: ask again'] : []),
    ...plan,
    ...line('steps', steps),
    ...line(
      'outcome',
      (run.outcome ?? []).map((words) => words.replaceAll('`', '')),
    ),
    ...line('next sync', isAhead ? time(run.nextSync ?? null) : []),
    ...line('undo', run.undo == null ? [] : [run.undo.replaceAll('`', '')]),
    ...line('failed', run.error === null ? [] : [`${run.error.message} (${run.error.code})`]),
    ...line(
      'void',
      run.void.map(({ n, why }) => `event ${n}: ${why}`),
    ),
    ...line('next', nextOf(run)),
  ]
}
