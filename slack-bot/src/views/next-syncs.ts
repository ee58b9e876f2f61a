import type { Plan } from '@patchbay/core'
import type { RichTextBlock } from '@slack/types'
import { line, lines, moment, text } from './blocks.ts'

/** When a plan syncs next, in the reader's own time zone: Slack knows it, a plan's text doesn't. */
export const nextSyncs = ({ nextSyncs: times = [] }: Pick<Plan, 'nextSyncs'>): RichTextBlock[] =>
  times.length === 0
    ? []
    : [
        lines(
          line(
            text('Next syncs, in your time zone: '),
            ...times.flatMap((time, at) => (at === 0 ? [moment(time)] : [text(', '), moment(time)])),
          ),
        ),
      ]
