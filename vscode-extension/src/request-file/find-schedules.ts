import type { RequestFile } from './request-file.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { Span } from './span.ts'

/** A schedule of a connector as a request writes it; the span is that of the text between its quotes. */
export interface WrittenSchedule extends Span {
  readonly cron: string
}

const scheduling = /^\/?_connector\/[^/?]+\/_scheduling(?:[/?]|$)/

/** The schedules that a file would set; those with placeholders are known when they run. */
export const findSchedules = ({ text, requests }: RequestFile): WrittenSchedule[] => {
  const comments = createCommentScanner(text)
  return requests
    .filter(({ target }) => scheduling.test(target))
    .flatMap(({ bodies }) =>
      bodies.flatMap((body) => {
        const scanner = createJsonScanner(text, comments, body)
        const found: WrittenSchedule[] = []
        let string = ''
        let isInterval = false
        while (scanner.next() !== 'end') {
          const { kind, start, end } = scanner
          if (kind === 'comment') continue
          const written = kind === 'string' ? text.slice(start + 1, end - 1) : ''
          if (isInterval && kind === 'string' && !/[{\\]/.test(written))
            found.push({ cron: written, start: start + 1, end: end - 1 })
          isInterval = kind === ':' && string === 'interval'
          string = written
        }
        return found
      }),
    )
}
