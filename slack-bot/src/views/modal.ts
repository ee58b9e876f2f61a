import type { KnownBlock, ModalView } from '@slack/types'
import { line, lines, plain, preformatted, text, viewBlocks } from './blocks.ts'
import { prose } from './prose.ts'
import type { ErrorWords } from '@patchbay/core/words'

const longestTitle = 24

export interface ModalOptions {
  title: string
  blocks: readonly KnownBlock[]
  /** The label of the button that sends it; without it there is nothing to send. */
  submit?: string
  callback?: string
  /** Ids, in JSON; never a secret or a decision: it travels through the reader's client. */
  metadata?: unknown
  close?: string
}

export const modal = ({
  title,
  blocks,
  submit,
  callback,
  metadata,
  close = 'Close',
}: ModalOptions): ModalView => ({
  type: 'modal',
  title: plain(title, longestTitle),
  blocks: viewBlocks(blocks),
  close: plain(close, longestTitle),
  ...(submit === undefined ? {} : { submit: plain(submit, longestTitle) }),
  ...(callback === undefined ? {} : { callback_id: callback }),
  ...(metadata === undefined ? {} : { private_metadata: JSON.stringify(metadata) }),
})

/** Opened at once, since Slack lets only three seconds pass; then updated. */
export const loadingModal = (title: string): ModalView =>
  modal({ title, blocks: [lines(line(text('Looking …')))] })

export const workingModal = (title: string): ModalView =>
  modal({ title, blocks: [lines(line(text('Working …')))] })

export const textModal = (title: string, rows: readonly string[]): ModalView =>
  modal({ title, blocks: [preformatted(rows)] })

/** An error in a modal: what happened, and what to do next. */
export const errorModal = (title: string, { message, next, code }: ErrorWords): ModalView =>
  modal({
    title,
    blocks: [lines(line(...prose(message)), line(...prose(next)), line(text(code, { code: true })))],
  })
