import type { Answer, OperationSummary } from '@patchbay/core'
import { listColumns, renderPlan, renderValue } from '@patchbay/core/words'
import { healthBlocks } from './health-blocks.ts'
import { deliveredKeys } from './delivered-keys.ts'
import { nextSyncs } from './next-syncs.ts'
import { bold, line, lines, type Message, message, preformatted, text } from './blocks.ts'

/** Columns that fit Slack's preformatted text on an ordinary screen. */
const width = 88

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

/** What an operation answered, for the one who asked; where it can deliver a key, that must be in a modal of theirs. */
export const answerMessage = (operation: OperationSummary, answer: Answer, now: Date): Message => {
  const said = sentence(answer)
  const title = line(bold(operation.title), ...(said === '' ? [] : [text(` · ${said}`)]))
  const keys = 'result' in answer ? deliveredKeys(answer.result) : []
  if (keys.length > 0) return message(operation.title, [lines(title), ...keys])
  const health =
    operation.name === 'connector.health' && 'result' in answer ? healthBlocks(answer.result, now) : undefined
  if (health !== undefined) return message(operation.title, health)
  const rows =
    'plan' in answer
      ? renderPlan(answer.plan, { width, risk: operation.risk })
      : 'result' in answer
        ? renderValue(answer.result, { now, width, columns: listColumns[operation.name] })
        : []
  return message(`${operation.title}. ${said}`.trim(), [
    lines(title),
    ...(rows.length === 0 ? [] : [preformatted(rows)]),
    ...('plan' in answer ? nextSyncs(answer.plan) : []),
  ])
}
