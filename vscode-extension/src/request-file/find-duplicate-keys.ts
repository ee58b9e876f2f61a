import * as l10n from '@vscode/l10n'
import type { Problem } from './problem.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { TokenKind } from './scan-json.ts'
import type { Span } from './span.ts'

/** Names that stand twice in one object: they are sent as written, and Elasticsearch refuses most of them. */
export const findDuplicateKeys = (text: string, body: Span): Problem[] => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const problems: Problem[] = []
  const open: Set<string>[] = [new Set()]
  let before: { kind: TokenKind; start: number; end: number } | undefined
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    if (kind === 'comment') continue
    if (kind === '{' || kind === '[') open.push(new Set())
    if ((kind === '}' || kind === ']') && open.length > 1) open.pop()
    if (kind === ':' && before?.kind === 'string') {
      const name = text.slice(before.start, before.end)
      const names = open.at(-1)
      if (names?.has(name) === true)
        problems.push({
          code: 'json.duplicate-name',
          severity: 'warning',
          message: l10n.t(
            '{0} stands in this object twice; Elasticsearch refuses it or takes one of them.',
            name,
          ),
          start: before.start,
          end: before.end,
        })
      names?.add(name)
    }
    before = { kind, start, end }
  }
  return problems
}
