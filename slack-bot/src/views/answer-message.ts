import type { Answer, OperationSummary } from '@patchbay/core'
import {
  emptyList,
  fieldsOf,
  isNarrowed,
  listColumns,
  positionalField,
  renderValue,
} from '@patchbay/core/words'
import { z } from 'zod'
import { healthBlocks } from './health-blocks.ts'
import { deliveredKeys } from './delivered-keys.ts'
import { planRows } from './plan-rows.ts'
import { nextSyncs } from './next-syncs.ts'
import { prose } from './prose.ts'
import { spokenFor } from './spoken-for.ts'
import { bold, line, lines, type Message, message, preformatted, text } from './blocks.ts'

/** Columns that fit Slack's preformatted text on an ordinary screen. */
const width = 88
/** A plan also stands in forms, which are narrower. */
const planWidth = 70

const sentence = (answer: Answer): string => {
  switch (answer.state) {
    case 'read':
      return ''
    case 'done':
      return 'Done.'
    case 'planned':
      return 'Nothing was changed.'
    case 'waiting':
      return 'Waits for approval: its message is in the channel of requests.'
    case 'executing':
      return 'It runs, or waits until it can go on; its message tells how far it is.'
    case 'ready':
      return 'Ready: its message has the button that goes on.'
  }
}

const given = z.record(z.string(), z.unknown())
const withoutItems = z.object({ items: z.tuple([]) })

/** What it means that a list is empty, as it is said on the command line; undefined where it isn't. */
const ofNothing = (
  { name, input, target }: OperationSummary,
  asked: unknown,
  result: unknown,
): string | undefined => {
  if (!withoutItems.safeParse(result).success) return undefined
  const of = positionalField(fieldsOf(input), target)?.name
  const words = emptyList(name, result, isNarrowed(given.safeParse(asked).data ?? {}, of))
  return words === undefined ? undefined : spokenFor(words)
}

interface Asked {
  operation: OperationSummary
  input: unknown
}

/** What an operation answered, for the one who asked; where it can deliver a key, that must be in a modal of theirs. */
export const answerMessage = ({ operation, input }: Asked, answer: Answer, now: Date): Message => {
  const said = sentence(answer)
  const title = line(bold(operation.title), ...(said === '' ? [] : [text(` · ${said}`)]))
  const keys = 'result' in answer ? deliveredKeys(answer.result) : []
  if (keys.length > 0) return message(operation.title, [lines(title), ...keys])
  const health =
    operation.name === 'connector.health' && 'result' in answer ? healthBlocks(answer.result, now) : undefined
  if (health !== undefined) return message(operation.title, health)
  const nothing = 'result' in answer ? ofNothing(operation, input, answer.result) : undefined
  if (nothing !== undefined)
    return message(`${operation.title}. ${nothing}`, [lines(title, line(...prose(nothing)))])
  const rows =
    'plan' in answer
      ? planRows(answer.plan, planWidth)
      : 'result' in answer
        ? renderValue(answer.result, { now, width, columns: listColumns[operation.name] })
        : []
  return message(`${operation.title}. ${said}`.trim(), [
    lines(title),
    ...(rows.length === 0 ? [] : [preformatted(rows)]),
    ...('plan' in answer ? nextSyncs(answer.plan) : []),
  ])
}
