import type { RichTextText } from '@slack/types'
import { text } from './blocks.ts'

/**
 * A sentence of ours, in which something to be typed stands between backticks: shown as code, without them. All of it
 * is literal, so that a name with backticks is at most shown in another type.
 */
export const prose = (sentence: string, style?: RichTextText['style']): RichTextText[] =>
  // An empty line is a space, which Slack takes.
  (sentence || ' ')
    .split(/(`[^`\n]+`)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.length > 2 && part.startsWith('`') && part.endsWith('`')
        ? text(part.slice(1, -1), { code: true })
        : text(part, style),
    )

/** The same where Slack shows plain text only. */
export const unquoted = (sentence: string): string => sentence.replaceAll(/`([^`\n]+)`/g, '$1')
