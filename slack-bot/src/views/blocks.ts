import { printable } from '@patchbay/core/words'
import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextDate,
  RichTextSection,
  RichTextText,
} from '@slack/types'

/**
 * The one way to Block Kit: every text from outside becomes a literal text of rich text or a plain text, in which
 * Slack reads no markup, so that no name can mention, link or fake anything; and everything is cut to Slack's limits
 * in code points, since one block that is too long loses the whole message.
 */

const limits = { text: 3000, button: 75, context: 1900, messageBlocks: 50, viewBlocks: 100 }

/** At most so many code points, `…` standing for what is missing. */
export const cutTo = (value: string, length: number): string => {
  const points = Array.from(value)
  return points.length <= length ? value : `${points.slice(0, length - 1).join('')}…`
}

/** With a capital at its beginning, as a sentence has it. */
export const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)

/** Plain text: no markup, and `:names:` stay as they are. Slack refuses an empty one. */
export const plain = (value: string, length: number): PlainTextElement => ({
  type: 'plain_text',
  text: cutTo(printable(value), length) || '-',
  emoji: false,
})

/** Literal text of a line. */
export const text = (value: string, style?: RichTextText['style']): RichTextText => ({
  type: 'text',
  text: cutTo(printable(value), limits.text) || ' ',
  ...(style === undefined ? {} : { style }),
})

export const bold = (value: string): RichTextText => text(value, { bold: true })

/** A moment in the reader's own zone. */
export const moment = (iso: string): RichTextDate => ({
  type: 'date',
  timestamp: Math.floor(Date.parse(iso) / 1000),
  format: '{date_short_pretty} {time}',
  fallback: iso,
})

/** A part of a line. */
export type Inline = RichTextText | RichTextDate

/** One line made of texts. */
export const line = (...elements: Inline[]): RichTextSection => ({ type: 'rich_text_section', elements })

/** Lines, each a section of its own. */
export const lines = (...sections: RichTextSection[]): RichTextBlock => ({
  type: 'rich_text',
  elements: sections.map((section, at) =>
    at === sections.length - 1
      ? section
      : { ...section, elements: [...section.elements, { type: 'text', text: '\n' }] },
  ),
})

/** Text in columns, as a terminal shows it; what has no room is counted. */
export const preformatted = (rows: readonly string[]): RichTextBlock => {
  let room = limits.text - 40
  const kept: string[] = []
  for (const row of rows) {
    room -= Array.from(row).length + 1
    if (room < 0) break
    kept.push(row)
  }
  const more = rows.length - kept.length
  if (more > 0) kept.push(`… and ${more} more`)
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: kept.join('\n') || ' ' }] },
    ],
  }
}

export const context = (value: string): ContextBlock => ({
  type: 'context',
  elements: [plain(value, limits.context)],
})

export interface ButtonOptions {
  /** Namespaced and exact, since Slack runs every listener that matches. */
  action: string
  label: string
  /** An id only: it travels through the reader's client. */
  value: string
  style?: 'primary' | 'danger'
}

export const button = ({ action, label, value, style }: ButtonOptions): Button => ({
  type: 'button',
  action_id: action,
  text: plain(label, limits.button),
  value,
  ...(style === undefined ? {} : { style }),
})

export const actions = (id: string, buttons: readonly Button[]): ActionsBlock => ({
  type: 'actions',
  block_id: id,
  elements: buttons.slice(0, 25),
})

const bounded = (blocks: readonly KnownBlock[], limit: number): KnownBlock[] =>
  blocks.length <= limit
    ? [...blocks]
    : [...blocks.slice(0, limit - 1), context(`and ${blocks.length - limit + 1} more`)]

/** Escapes what Slack reads as active in the text beside blocks, which notifications and screen readers use. */
const fallback = (value: string): string =>
  cutTo(printable(value), limits.text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

export interface Message {
  text: string
  blocks: KnownBlock[]
}

/** A message within Slack's limits, with the text that stands for it where blocks aren't shown. */
export const message = (summary: string, blocks: readonly KnownBlock[]): Message => ({
  text: fallback(summary),
  blocks: bounded(blocks, limits.messageBlocks),
})

/** Blocks of a modal or of the home tab within Slack's limits. */
export const viewBlocks = (blocks: readonly KnownBlock[]): KnownBlock[] => bounded(blocks, limits.viewBlocks)
