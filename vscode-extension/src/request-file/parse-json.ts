import * as l10n from '@vscode/l10n'
import { newline } from './characters.ts'
import { methodEnd } from './methods.ts'
import type { Report } from './problem.ts'
import { problemInToken, problemInWord } from './report-token.ts'
import type { JsonScanner } from './scan-json.ts'

const closers: Readonly<Record<string, '}' | ']'>> = { '{': '}', '[': ']' }

/** What may come next: a value; a value or the end; a key; a key or the end; a colon; a comma or the end. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma'

const expectedWords = (): Readonly<Record<Expected, string>> => ({
  value: l10n.t('a value'),
  'first value': l10n.t('a value or ]'),
  key: l10n.t('a name in quotes'),
  'first key': l10n.t('a name in quotes or }'),
  colon: l10n.t('a colon'),
  comma: l10n.t('a comma or the closing bracket'),
})

/**
 * Reads one JSON value with what Console adds to it, from where the scanner stands. Goes on after what it can
 * understand in spite of an error. Returns where the value ends; when nothing can be made of the rest, it is `lost` and
 * ends with the last token that was understood. Nesting is counted, not recursed.
 */
export const parseJson = (
  text: string,
  scanner: JsonScanner,
  report: Report,
): { readonly end: number; readonly lost: boolean } => {
  const open: { bracket: '{' | '['; at: number }[] = []
  let expected: Expected = 'value'
  let comma = -1
  let before = scanner.end

  const fail = (code: string, message: string, { start, end }: { start: number; end: number }) => {
    report({ code, severity: 'error', message, start, end })
    return { end: before, lost: true }
  }
  const startsRequest = () =>
    text.charCodeAt(scanner.start - 1) === newline && methodEnd(text, scanner.start) !== -1
  const surprise = () => {
    const opening = open.at(-1)
    const span = { start: scanner.start, end: scanner.end }
    if (opening !== undefined && (scanner.kind === 'end' || (scanner.kind === 'word' && startsRequest())))
      return fail('json.not-closed', l10n.t('This {0} is never closed.', opening.bracket), {
        start: opening.at,
        end: opening.at + 1,
      })
    const first = text.charCodeAt(scanner.start)
    if (scanner.kind === 'unknown' && (first === 34 || first === 39))
      return fail(
        'json.string-not-closed',
        text.startsWith('"""', scanner.start)
          ? l10n.t('This """ is never closed.')
          : l10n.t('This string is not closed on its line. Text over several lines stands in """.'),
        span,
      )
    if (scanner.kind === 'unknown' && text.startsWith('/*', scanner.start))
      return fail('comment.not-closed', l10n.t('This comment is never closed: */ is missing.'), span)
    const found =
      scanner.kind === 'end'
        ? l10n.t('the file ends')
        : JSON.stringify(text.slice(span.start, Math.min(span.end, span.start + 40)))
    return fail(
      'json.unexpected',
      l10n.t('Expected {0}, but found {1}.', expectedWords()[expected], found),
      span,
    )
  }

  for (;;) {
    let kind = scanner.next()
    while (kind === 'comment') kind = scanner.next()
    const { start, end } = scanner
    if (kind === 'unknown' || kind === 'end') return surprise()

    if (kind === '}' || kind === ']') {
      const opening = open.at(-1)
      if (opening === undefined || closers[opening.bracket] !== kind) return surprise()
      if (expected === 'colon' || (expected === 'value' && (kind === '}' || comma === -1))) return surprise()
      if (expected === 'key' || expected === 'value') {
        report({
          code: 'json.trailing-comma',
          severity: 'warning',
          message: l10n.t('JSON has no comma after the last one; it is left out when the request is sent.'),
          start: comma,
          end: comma + 1,
          fix: { title: l10n.t('Remove the comma'), edits: [{ start: comma, end: comma + 1, text: '' }] },
        })
      }
      open.pop()
      before = end
      expected = 'comma'
      if (open.length === 0) return { end, lost: false }
      continue
    }

    if (expected === 'comma') {
      if (kind === ',') {
        comma = start
        expected = open.at(-1)?.bracket === '{' ? 'key' : 'value'
        before = end
        continue
      }
      if (kind !== 'string' && kind !== 'number' && kind !== 'raw-string') return surprise()
      report({
        code: 'json.missing-comma',
        severity: 'error',
        message: l10n.t('A comma is missing.'),
        start: before,
        end: start,
        fix: { title: l10n.t('Insert the comma'), edits: [{ start: before, end: before, text: ',' }] },
      })
      expected = open.at(-1)?.bracket === '{' ? 'key' : 'value'
    }

    if (expected === 'colon') {
      if (kind !== ':') return surprise()
      expected = 'value'
      comma = -1
      before = end
      continue
    }

    if (expected === 'key' || expected === 'first key') {
      if (kind === 'word' && !startsRequest()) {
        const quoted = JSON.stringify(text.slice(start, end))
        report({
          code: 'json.bare-name',
          severity: 'error',
          message: l10n.t('Names stand in quotes.'),
          start,
          end,
          fix: { title: l10n.t('Put it in quotes'), edits: [{ start, end, text: quoted }] },
        })
      } else if (kind !== 'string' && kind !== 'single-quoted') return surprise()
      const problem = problemInToken(text, scanner)
      if (problem !== undefined) report(problem)
      expected = 'colon'
      before = end
      continue
    }

    if (kind === '{' || kind === '[') {
      open.push({ bracket: kind, at: start })
      expected = kind === '{' ? 'first key' : 'first value'
      comma = -1
      before = end
      continue
    }
    if (kind === ',' || kind === ':' || (kind === 'word' && startsRequest())) return surprise()
    const problem = kind === 'word' ? problemInWord(text, scanner) : problemInToken(text, scanner)
    if (problem !== undefined) report(problem)
    before = end
    expected = 'comma'
    if (open.length === 0) return { end, lost: false }
  }
}
