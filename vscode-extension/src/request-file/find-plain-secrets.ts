import * as l10n from '@vscode/l10n'
import type { Problem } from './problem.ts'
import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import { isSensitiveName } from './sensitive-name.ts'
import type { Span } from './span.ts'

/** Secrets that stand in the file as text, where git would keep them for ever. */
export const findPlainSecrets = (text: string, body: Span): Problem[] => {
  const scanner = createJsonScanner(text, createCommentScanner(text), body)
  const problems: Problem[] = []
  let string = ''
  let name = ''
  while (scanner.next() !== 'end') {
    const { kind, start, end } = scanner
    if (kind === 'comment') continue
    const written = kind === 'string' ? text.slice(start + 1, end - 1) : ''
    const isPlain = written !== '' && !/\{\{|\$\{/.test(written)
    if (name !== '' && isPlain && isSensitiveName(name)) {
      const variable = name.replaceAll(/[^\p{L}\p{N}_]/gu, '_')
      problems.push({
        code: 'secret.plain',
        severity: 'warning',
        message: l10n.t(
          '{0} stands here as plain text. Use a variable that is kept as a secret or asked for.',
          name,
        ),
        start,
        end,
        fix: {
          title: l10n.t('Use {0}', `{{${variable}}}`),
          edits: [{ start, end, text: `"{{${variable}}}"` }],
        },
      })
    }
    name = kind === ':' ? string : ''
    string = written
  }
  return problems
}
