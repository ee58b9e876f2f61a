import {
  approveCommand,
  approverWords,
  beginWords,
  type ErrorWords,
  progressWords,
  rejectionWords,
  type ShownRun,
  stepCount,
  stepWords,
} from '@patchbay/core/words'
import type { Button, KnownBlock, RichTextSection } from '@slack/types'
import {
  actions,
  bold,
  button,
  capital,
  context,
  line,
  lines,
  type Message,
  message,
  moment,
  preformatted,
  text,
} from './blocks.ts'
import type { PlannedCall } from '../reminders/planned-call.ts'
import { planRows } from './plan-rows.ts'
import { prose } from './prose.ts'
import { spokenFor } from './spoken-for.ts'
import { nextSyncs } from './next-syncs.ts'

/** What fits a message, and a modal. */
const widths = { message: 88, modal: 70 }

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`

const given = ({ votes }: ShownRun): number =>
  votes.filter(({ choice, counts }) => choice === 'approve' && counts).length

/** Who voted so, with their reasons: nothing where nobody did. */
const voters = (run: ShownRun, choice: string, verb: string): RichTextSection[] => {
  const votes = run.votes.filter((vote) => vote.choice === choice && vote.counts)
  const named = votes.flatMap(({ by, reason }, at) => [
    text(at === 0 ? `${verb} by ` : ', '),
    bold(by),
    ...(reason === null ? [] : [text(`: "${reason}"`)]),
  ])
  return named.length === 0 ? [] : [line(...named)]
}

/** `4.1 s`; who waits longer counts in minutes. */
const seconds = (milliseconds: number): string =>
  milliseconds < 120_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.round(milliseconds / 60_000).toLocaleString('en-US')} min`

/** Where the run stands, in words that never say more than the log does: approved is not done. */
const stateWords = (run: ShownRun): string => {
  const no = rejectionWords(run)
  switch (run.state) {
    case 'waiting':
      return run.changed
        ? 'what it is about has changed: ask again'
        : [
            `waiting · ${given(run)} of ${count(run.votesNeeded, 'approval')}`,
            ...(no === undefined ? [] : [no]),
          ].join(' · ')
    case 'approved':
      return run.waitsFor === 'start'
        ? `approved · ${run.requester ?? 'its requester'} starts it`
        : 'approved · not yet begun'
    case 'cleared':
      return 'needs no approval · not yet begun'
    case 'executing':
      return `running · ${progressWords(run)}`
    case 'ready':
      return run.waitsFor === 'input' ? 'ready · needs a secret' : 'ready · the new key can be collected'
    case 'failed':
      return `stopped after ${stepCount(run)}`
    case 'done':
      return run.tookMs == null ? 'done' : `done in ${seconds(run.tookMs)}`
    default:
      return run.state
  }
}

/** When it begins once it is approved, where that is not at once. */
const beginning = (run: ShownRun): RichTextSection[] => {
  const words = beginWords(run).map((when) => line(text(`Once approved it begins ${when}`)))
  if (run.state !== 'approved' || run.executeBy === null) return words
  const { opensAt, executeBy, waitsFor } = run
  if (opensAt != null && opensAt >= executeBy)
    return [line(text('Policy lets it begin too late: it lapses '), moment(executeBy))]
  return [
    ...(opensAt == null ? [] : [line(text('Policy lets it begin from '), moment(opensAt), text(' on'))]),
    line(text(waitsFor === 'start' ? 'Start it until ' : 'Begins until '), moment(executeBy)),
  ]
}

const outcome = (run: ShownRun, call: PlannedCall | undefined): RichTextSection[] => {
  return [
    ...voters(run, 'approve', 'Approved'),
    ...voters(run, 'reject', 'Rejected'),
    ...(run.error === null
      ? []
      : [line(...prose(run.error.message), text(' '), text(run.error.code, { code: true }))]),
    ...(run.state === 'waiting' && run.signedIn
      ? [
          line(
            text('Policy wants it decided by somebody who is signed in to Elasticsearch: '),
            text(`npx ${approveCommand(run)}`, { code: true }),
            text(', or in VS Code.'),
          ),
        ]
      : []),
    ...(run.state === 'waiting' && run.decideBy !== null
      ? [line(text('Decide until '), moment(run.decideBy))]
      : []),
    ...(run.escalates ?? []).map(({ at, approvers }) =>
      line(text('From '), moment(at), text(` on also: ${approverWords(approvers)}`)),
    ),
    ...(call === undefined
      ? []
      : [line(text('From '), moment(call.at), text(` on the bot also calls ${call.whom}`))]),
    ...beginning(run),
    ...(run.outcome ?? []).map((words) => line(...prose(capital(spokenFor(words))))),
    ...(run.nextSync == null ? [] : [line(text('Next sync '), moment(run.nextSync))]),
    ...(run.undo == null ? [] : [line(...prose(capital(spokenFor(run.undo))))]),
    ...(run.state === 'executing' && run.waitsUntil !== null
      ? [line(text('Goes on at '), moment(run.waitsUntil))]
      : []),
  ]
}

/** Buttons carry the run's id and nothing else; what a click means is looked up again. */
const buttons = ({ run: value, state, risk, changed, signedIn, waitsFor }: ShownRun): Button[] => {
  const details = button({ action: 'run.details', label: 'Details', value })
  switch (state) {
    case 'waiting':
      return [
        ...(changed || signedIn
          ? []
          : [
              risk === 'irreversible'
                ? button({ action: 'run.approve.why', label: 'Approve …', value, style: 'primary' })
                : button({ action: 'run.approve', label: 'Approve', value, style: 'primary' }),
            ]),
        ...(signedIn ? [] : [button({ action: 'run.reject', label: 'Reject …', value, style: 'danger' })]),
        button({ action: 'run.withdraw', label: 'Withdraw', value }),
        details,
      ]
    case 'approved':
    case 'cleared':
      return [
        ...(waitsFor === 'start'
          ? [button({ action: 'run.start', label: 'Start', value, style: 'primary' })]
          : []),
        button({ action: 'run.withdraw', label: 'Withdraw', value }),
        details,
      ]
    case 'ready':
      return [
        ...(waitsFor === 'collect'
          ? [button({ action: 'run.collect', label: 'Collect the key …', value, style: 'primary' })]
          : [button({ action: 'run.secret', label: 'Give the secret …', value, style: 'primary' })]),
        button({ action: 'run.abandon', label: 'Cancel', value }),
        details,
      ]
    case 'failed':
      return [
        button({ action: 'run.resume', label: 'Resume', value, style: 'primary' }),
        button({ action: 'run.abandon', label: 'Cancel', value }),
        details,
      ]
    default:
      return [details]
  }
}

/**
 * A run as its one message, from request to outcome: drawn from what is stored and from nothing else, so that every
 * replica draws the same.
 */
export const runMessage = (
  run: ShownRun,
  { place = 'message', call }: { place?: keyof typeof widths; call?: PlannedCall | undefined } = {},
): Message => {
  const headline = run.plan?.headline ?? [run.title, run.target].filter(Boolean).join(' · ')
  const state = stateWords(run)
  const asks = [
    bold(run.requester ?? 'Somebody'),
    text(' asks'),
    ...(run.reason === null ? [] : [text(` · "${run.reason}"`)]),
    text(` · ${run.risk}`),
  ]
  const plan = run.plan === null || run.plan === undefined ? [] : planRows(run.plan, widths[place])
  const needs = run.plan === null || run.plan === undefined ? [] : (run.needs ?? [])
  return message(`${headline}: ${state}`, [
    lines(line(bold(headline), text(`   ${state}`)), line(...asks), ...outcome(run, call)),
    ...(plan.length === 0 ? [] : [preformatted(plan)]),
    ...nextSyncs(run.plan ?? {}),
    ...(needs.length === 0 ? [] : [context(`Needs ${needs.join(' · ')}`)]),
    actions(`run-${run.run}`, buttons(run)),
  ])
}

/**
 * A message whose button has just been pressed, until the store answers: as the reader has it, without its buttons. Only
 * for the eye; what the click means is looked up.
 */
export const workingMessage = (shown: readonly KnownBlock[]): Message =>
  message('Working …', [...shown.filter(({ type }) => type !== 'actions'), context('Working …')])

/** The message as it was before the click, where nobody can say yet what came of it. */
export const messageAsItWas = (shown: readonly KnownBlock[]): Message =>
  message('As it was before the last click', [
    ...shown,
    context('This is as it was before the last click; what came of that is not known yet.'),
  ])

/** A request that nobody can decide any more, since it or what it is about is gone. */
export const goneMessage = (
  run: string,
  { requester, why }: { requester: string; why: Pick<ErrorWords, 'message'> },
): Message =>
  message('A request that is no longer there', [
    lines(
      line(bold('A request that can no longer be decided')),
      line(bold(requester), text(' asked · '), ...prose(why.message)),
    ),
    context(`Run ${run}`),
  ])

/** What the thread tells, one line each, in the order of the log: the votes, the steps, the outcome. */
export const threadLines = (run: ShownRun): string[] => [
  ...run.votes.map(
    ({ by, choice, reason, counts }) =>
      `${by} ${choice === 'approve' ? 'approved' : 'rejected'}${reason === null ? '' : `: "${reason}"`}${counts ? '' : ' (an earlier plan: does not count)'}`,
  ),
  ...run.steps
    .filter(({ ended }) => ended)
    .map(
      ({ name, tookMs }) =>
        `Step done: ${stepWords(run.operation, name)}${tookMs == null ? '' : `, in ${seconds(tookMs)}`}`,
    ),
  ...(['done', 'failed', 'rejected', 'withdrawn', 'expired', 'abandoned'].includes(run.state)
    ? [run.error === null ? `The run is ${run.state}.` : `Stopped: ${run.error.message}`]
    : []),
]
