import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import { rangeOf, type Span } from './ranges.ts'
import { loadLibrary, type RequestFile, requestFileOf } from './request-document.ts'

/** A schedule that can't be one, and why. */
export interface WrongSchedule extends Span {
  message: string
}

/** The core knows schedules; it is loaded for a file that sets one, and for no other. */
const said = async (file: RequestFile) => {
  const { findSchedules } = await loadLibrary()
  const written = findSchedules(file)
  if (written.length === 0) return []
  const { sayCron } = await loadCore()
  const now = new Date()
  return written.map(({ cron, start, end }) => ({ start, end, ...sayCron(cron, now) }))
}

/** What is wrong with the schedules of a file. */
export const wrongSchedules = async (file: RequestFile): Promise<WrongSchedule[]> =>
  (await said(file)).flatMap((one) =>
    'problem' in one ? [{ start: one.start, end: one.end, message: one.problem }] : [],
  )

/** Behind each schedule, when it comes, in words. */
export const scheduleHints: vscode.InlayHintsProvider = {
  async provideInlayHints(document, range) {
    const schedules = await said(await requestFileOf(document))
    return schedules.flatMap((one) => {
      // Behind the closing quote.
      const position = rangeOf(document, one).end.translate(0, 1)
      if (!('words' in one) || !range.contains(position)) return []
      // The editor cuts hints that are long; the rest is there for who points at it.
      const hint = new vscode.InlayHint(position, one.words)
      hint.tooltip = `${one.words}, ${one.next}`
      hint.paddingLeft = true
      return [hint]
    })
  },
}
