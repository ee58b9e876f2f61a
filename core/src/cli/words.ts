/**
 * What every front end says in the same words: the fields of an operation's input, and what the core answered.
 * Package entry `./words`.
 */
export { approverWords } from './approver-words.ts'
export { emptyList, isNarrowed } from './empty-list.ts'
export { type Field, fieldsOf, positionalField } from './fields.ts'
export { labelOf } from './label-of.ts'
export { listColumns } from './list-columns.ts'
export { type ErrorWords, wordsOf } from './render-error.ts'
export { renderPlan } from './render-plan.ts'
export { wrap } from './fit.ts'
export { age, renderTime } from './render-time.ts'
export { renderValue } from './render-value.ts'
export { nextRuns, parseSchedule } from '../protocol/schedule.ts'
export { scheduleWords } from '../protocol/schedule-words.ts'
export { type CatalogueField, findServiceType, serviceTypes } from '../protocol/service-types.ts'
export { approveCommand, requestNeedsReason, voteNeedsReason } from '../protocol/reasons.ts'
export {
  beginWords,
  isOver,
  rejectionWords,
  type ShownRun,
  shownRunSchema,
  stepCount,
} from '../protocol/shown-run.ts'
export { nextOpening } from '../protocol/next-opening.ts'
export { holdsAt, type PolicyHours } from '../protocol/policy-hours.ts'
export { liveStepWords, progressWords } from '../steps/progress-words.ts'
export { stepWords } from '../steps/step-words.ts'
export { secretsIn } from '../operations/mask-secrets.ts'
export { isSensitive } from '../protocol/sensitive-fields.ts'
export { parseDuration } from '../lib/duration.ts'
export { nearest } from '../lib/nearest.ts'
export { printable } from '../lib/printable.ts'
