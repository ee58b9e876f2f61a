import * as l10n from '@vscode/l10n'
import { lineEnd, newline, skipLineSpace, trimEnd } from './characters.ts'
import { methodEnd } from './methods.ts'
import { parseJson } from './parse-json.ts'
import type { Report } from './problem.ts'
import type { CommentScanner } from './scan-comment.ts'
import type { JsonScanner } from './scan-json.ts'
import type { Span } from './span.ts'

export interface Bodies {
  readonly bodies: readonly Span[]
  /** Where the request ends, with a comment on the line of its last body. */
  readonly end: number
  /** Up to where it was understood before reading failed for good, or -1. */
  readonly lost: number
}

/** Where the next body begins after `from`: on this line or the next, comments aside; an empty line ends the request. */
const nextBody = (text: string, from: number, comments: CommentScanner): number => {
  let at = from
  let lineIsEmpty = false
  for (;;) {
    at = skipLineSpace(text, at)
    const code = text.charCodeAt(at)
    if (code === newline) {
      if (lineIsEmpty) return -1
      lineIsEmpty = true
      at++
      continue
    }
    if (code === 123 || code === 91) return at
    const end = comments.endOf(at)
    if (end === -1 || !comments.isClosed(at)) return -1
    at = end
    lineIsEmpty = false
  }
}

/** The end of the comments that follow on the same line. */
const trailingComments = (text: string, from: number, comments: CommentScanner): number => {
  let end = from
  for (;;) {
    const at = skipLineSpace(text, end)
    const next = comments.endOf(at)
    if (next === -1 || !comments.isClosed(at)) return end
    end = next
    if (text.slice(at, next).includes('\n')) return end
  }
}

/** Reads the bodies after a request line that ends at `from`. */
export const parseBodies = (
  text: string,
  from: number,
  { scanner, comments, report }: { scanner: JsonScanner; comments: CommentScanner; report: Report },
): Bodies => {
  const bodies: Span[] = []
  let end = from
  for (;;) {
    const start = nextBody(text, end, comments)
    if (start === -1) break
    if (text.charCodeAt(start) === 91)
      report({
        code: 'request.array-body',
        severity: 'warning',
        message: l10n.t("Kibana's Console takes objects only; Patchbay sends this list as it is."),
        start,
        end: start + 1,
      })
    scanner.moveTo(start)
    const body = parseJson(text, scanner, report)
    if (body.lost) return { bodies, end: body.end, lost: body.end }
    bodies.push({ start, end: body.end })
    end = body.end
  }
  if (bodies.length === 0) return { bodies, end, lost: -1 }
  end = trailingComments(text, end, comments)
  const rest = skipLineSpace(text, end)
  const eol = trimEnd(text, rest, lineEnd(text, rest))
  if (rest >= eol) return { bodies, end, lost: -1 }
  const after = { code: 'request.after-body', severity: 'error' as const, start: rest, end: eol }
  if (methodEnd(text, rest) !== -1) {
    report({
      ...after,
      message: l10n.t('The next request begins on a line of its own.'),
      fix: { title: l10n.t('Move it to the next line'), edits: [{ start: end, end: rest, text: '\n' }] },
    })
    return { bodies, end, lost: -1 }
  }
  report({
    ...after,
    message: l10n.t('The body has ended; this is too much.'),
    fix: { title: l10n.t('Remove it'), edits: [{ start: rest, end: eol, text: '' }] },
  })
  return { bodies, end: eol, lost: -1 }
}
