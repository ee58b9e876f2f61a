import * as l10n from '@vscode/l10n'
import type { Answer, OperationSummary } from '@patchbay/core'
import {
  emptyList,
  fieldsOf,
  isNarrowed,
  isOver,
  listColumns,
  positionalField,
  progressWords,
  rejectionWords,
  renderPlan,
  renderTime,
  renderValue,
  requestNeedsReason,
  secretsIn,
  type ShownRun,
  shownRunSchema,
  wordsOf,
  wrap,
} from '@patchbay/core/words'
import { type Ground, resultOf } from '../tree/result-of.ts'
import { inEditor } from './in-editor.ts'

/** As wide as an editor column on a small screen. */
const width = 84

/** A secret that an answer delivers, to be shown once. */
export interface Delivered {
  name: string
  value: string
}

const deliveredBy = (result: unknown): Delivered[] =>
  Object.entries(secretsIn(result)).map(([path, secret]) => ({
    name: path.split('.').at(-1) ?? path,
    value: secret.reveal(),
  }))

/** What an empty list means, by what was asked for. */
const emptyWords = (operation: OperationSummary, input: object, result: unknown): string | undefined => {
  const of = positionalField(fieldsOf(operation.input), operation.target)?.name
  return inEditor(emptyList(operation.name, result, isNarrowed({ ...input }, of)))
}

/** Why there is nothing to choose from, and what to do next: in the words of the empty list. */
export const noneWords = (list: string): string => inEditor(emptyList(list, { items: [] }, false) ?? '')

/**
 * What an operation answered to this input, in lines; what it delivers is apart, for it must not stand in a document.
 */
export const answerLines = (
  operation: OperationSummary,
  { answer, input }: { answer: Answer; input: object },
): { lines: string[]; delivered: Delivered[] } => {
  const now = new Date()
  if ('plan' in answer)
    return { lines: renderPlan(inEditor(answer.plan), { width, risk: operation.risk, now }), delivered: [] }
  if (!('result' in answer)) return { lines: [], delivered: [] }
  const delivered = deliveredBy(answer.result)
  if (delivered.length > 0) return { lines: [], delivered }
  const empty = emptyWords(operation, input, answer.result)
  const view = { now, width, columns: listColumns[operation.name], empty }
  const known = 'connector' in input && typeof input.connector === 'string' ? input.connector : undefined
  return { lines: renderValue(inEditor(answer.result, known), view), delivered }
}

/** As wide as one side of a diff on a small screen, without what later lines are indented by. */
const sideWidth = 42

/** A line in as many as it needs there. */
const folded = (line: string): string[] =>
  wrap(line, sideWidth).map((part, at) => (at === 0 ? part : `  ${part}`))

/** A plan before and after, as the two sides of a diff; what stays stands on both. */
export const planLines = (
  operation: OperationSummary,
  answer: Answer,
): {
  before: string
  after: string
  asks: boolean
  needsReason: boolean
  headline: string
  irreversible: string | undefined
} => {
  if (answer.state !== 'planned') throw new Error(`A dry run answered ${answer.state}.`)
  const { decision } = answer
  const plan = inEditor(answer.plan)
  const side = (which: 'from' | 'to'): string[] =>
    plan.changes.flatMap((change) => {
      const value =
        which === 'from'
          ? (change.from ?? '-')
          : (change.to ?? (change.from === undefined ? '' : l10n.t('gone')))
      return folded(`${change.what}: ${value}`)
    })
  const now = new Date()
  const next = (plan.nextSyncs ?? []).map((time) => l10n.t('next: {0}', renderTime(new Date(time), now)))
  const { stays = [], after = [], warnings = [], irreversible } = plan
  const kept = stays.map((text) => l10n.t('stays: {0}', text)).flatMap(folded)
  const rest = [
    ...after.map((text) => l10n.t('after: {0}', text)),
    ...next,
    ...warnings.map((text) => l10n.t('careful: {0}', text)),
    ...(irreversible === undefined ? [] : [l10n.t('for good: {0}', irreversible)]),
  ].flatMap(folded)
  const head = [...folded(plan.headline), l10n.t('risk: {0}', operation.risk), '']
  return {
    before: [...head, ...side('from'), '', ...kept].join('\n'),
    after: [...head, ...side('to'), '', ...kept, ...rest].join('\n'),
    asks: decision.decision === 'ask',
    needsReason: requestNeedsReason({ ...decision, risk: operation.risk }),
    headline: plan.headline,
    irreversible,
  }
}

/** An error in two sentences: what happened, and what to do next. */
export const errorLines = (error: unknown): { message: string; next: string } => {
  // What the extension itself found says what to do in its own sentence.
  if (error instanceof Error && error.name === 'Told') return { message: error.message, next: '' }
  const { message, next, code } = wordsOf(error)
  // What a system says ends without a full stop, and the next step follows it on the same line.
  const sentence = /[.!?…]$/.test(message) ? message : `${message}.`
  return { message: inEditor(sentence), next: `${inEditor(next)} (${code})` }
}

/** One run: what is needed to decide about it, and all of it in lines. */
export type RunView = Pick<
  ShownRun,
  'run' | 'state' | 'title' | 'target' | 'digest' | 'waitsFor' | 'missing' | 'requester' | 'reason'
> & {
  lines: string[]
  headline: string
  /** Where it stands, in a few words: `waiting · 0 of 1 approvals · asked by ada`. */
  words: string
  mine: boolean
  over: boolean
  /** Whoever is signed in asked for it, and nobody else would carry it out. */
  isMyTurn: boolean
}

const wordsOfRun = (run: ShownRun): string => {
  const { state, votes, votesNeeded, rejectionsNeeded, requester, changed } = run
  const counted = votes.filter(({ counts, choice }) => counts && choice === 'approve').length
  const rejected = rejectionWords({ votes, rejectionsNeeded })
  return [
    state,
    ...(state === 'waiting' ? [l10n.t('{0} of {1} approvals', counted, votesNeeded)] : []),
    ...(rejected !== undefined && state === 'waiting' ? [rejected] : []),
    ...(changed && state === 'waiting' ? [l10n.t('changed since it was asked for')] : []),
    ...(state === 'executing' ? [progressWords(run)] : []),
    l10n.t('asked by {0}', requester ?? '-'),
  ].join(' · ')
}

/** What says something: a run that nobody voted on yet has no list of votes. */
const withoutEmpty = (told: object): object =>
  Object.fromEntries(
    Object.entries(told).filter(
      ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  )

export const runView = async (ground: Ground, run: string): Promise<RunView> => {
  const shown = shownRunSchema.parse(await resultOf(ground, 'approval.get', { run }))
  const { plan, void: _void, ...told } = inEditor(shown)
  const mine = shown.requester === ground.session.actor.username
  const due = shown.waitsUntil === null || Date.parse(shown.waitsUntil) <= Date.now()
  const begins = shown.waitsFor !== 'start' && shown.opensAt == null
  const going =
    (['approved', 'cleared'].includes(shown.state) && begins) || (shown.state === 'executing' && due)
  return {
    ...told,
    headline: plan?.headline ?? `${shown.title} · ${shown.target ?? ''}`,
    words: wordsOfRun(shown),
    mine,
    over: isOver(shown),
    isMyTurn: mine && shown.executeAs === null && going,
    lines: [
      ...(plan === null || plan === undefined
        ? []
        : [...renderPlan(plan, { width, risk: told.risk, now: new Date() }), '']),
      ...renderValue(withoutEmpty(told), { now: new Date(), width }),
    ],
  }
}
