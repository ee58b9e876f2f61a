import * as l10n from '@vscode/l10n'
import { lineEnd, lineSpace, skipLineSpace, trimEnd } from './characters.ts'
import { findPlaceholders } from './find-placeholders.ts'
import type { Report } from './problem.ts'
import type { CommentScanner } from './scan-comment.ts'
import { applyEdits } from './span.ts'
import type { Span } from './span.ts'

export interface RequestLine {
  readonly targetSpan: Span
  /** Where the line has no more to say: the end of target or comment. */
  readonly end: number
}

const commentStart = new RegExp(String.raw`${lineSpace}(?:#|//|/\*)`, 'g')
// Begins at the first space of a run only, for a long run would else cost n².
const bodyStart = new RegExp(String.raw`(?<!${lineSpace})${lineSpace}+(?=[{[](?!\{))`, 'g')
const anyOrigin = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i

/** Where the comment after a target begins, between `start` and `end`, or `end`. A comment follows white space. */
const findComment = (text: string, start: number, end: number): number => {
  // One unit earlier: what follows the method's own space is a comment too.
  commentStart.lastIndex = start - 1
  const found = commentStart.exec(text)
  return found === null || found.index >= end ? end : found.index + 1
}

/** Reads what follows the method on its line: path and query, and the comment after them. */
export const parseRequestLine = (
  text: string,
  { method, comments, report }: { method: Span; comments: CommentScanner; report: Report },
): RequestLine => {
  const eol = lineEnd(text, method.end)
  const start = Math.min(skipLineSpace(text, method.end), trimEnd(text, method.end, eol))
  const error = (code: string, message: string, span: Span) => ({
    code,
    message,
    severity: 'error' as const,
    start: span.start,
    end: span.end,
  })
  // Searched in this line only: an expression that looked further would make a file of short lines cost n².
  const line = text.slice(method.end, eol)
  const comment = method.end + findComment(line, Math.max(1, start - method.end), line.length)
  const end = trimEnd(text, start, comment)
  const endOfLine = (endOfTarget: number): number => {
    if (comment === eol) return endOfTarget
    const endOfComment = comments.endOf(comment)
    if (!comments.isClosed(comment))
      report(
        error('comment.not-closed', l10n.t('This comment is never closed: */ is missing.'), {
          start: comment,
          end: endOfComment,
        }),
      )
    return endOfComment
  }
  if (end === start) {
    report(error('request.no-path', l10n.t('A path is missing after the method, such as _search.'), method))
    return { targetSpan: { start, end: start }, end: endOfLine(start) }
  }

  bodyStart.lastIndex = start - method.end
  const body = bodyStart.exec(line)
  if (body !== null && method.end + body.index < end) {
    const at = method.end + body.index
    const bodyAt = at + body[0].length
    report({
      ...error('request.body-on-line', l10n.t('The body begins on the next line.'), {
        start: bodyAt,
        end: bodyAt + 1,
      }),
      fix: { title: l10n.t('Move it to the next line'), edits: [{ start: at, end: bodyAt, text: '\n' }] },
    })
    return { targetSpan: { start, end: at }, end: at }
  }

  const target = text.slice(start, end)
  const origin = anyOrigin.exec(target)?.[0]
  if (origin !== undefined) {
    report({
      ...error(
        'request.full-url',
        l10n.t(
          'Only a path stands here, so that credentials go to your cluster and nowhere else. Choose it by # @cluster NAME.',
        ),
        { start, end: start + origin.length },
      ),
      fix: { title: l10n.t('Keep the path only'), edits: [{ start, end: start + origin.length, text: '' }] },
    })
  }
  // The spaces of `{{ name }}` are no part of the path.
  const covered = findPlaceholders(target).map((one) => ({ ...one, text: 'x'.repeat(one.end - one.start) }))
  const spaces = [...applyEdits(target, covered).matchAll(/[ \t]+/g)].map((found) => ({
    start: start + found.index,
    end: start + found.index + found[0].length,
  }))
  const [space] = spaces
  if (space !== undefined) {
    report({
      code: 'request.space-in-path',
      severity: 'warning',
      message: l10n.t('A path has no spaces; each is sent as %20.'),
      start: space.start,
      end: space.end,
      fix: {
        title: l10n.t('Write %20'),
        edits: spaces.map((one) => ({ ...one, text: '%20'.repeat(one.end - one.start) })),
      },
    })
  }
  return { targetSpan: { start, end }, end: endOfLine(end) }
}
