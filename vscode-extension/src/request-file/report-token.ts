import * as l10n from '@vscode/l10n'
import type { Problem } from './problem.ts'
import type { JsonScanner } from './scan-json.ts'
import type { TextEdit } from './span.ts'

const mend = (title: string, edit: TextEdit) => ({ title, edits: [edit] })

const words: Readonly<Record<string, string>> = { True: 'true', False: 'false', Null: 'null', None: 'null' }

/** Says what is wrong inside a token that may stand where it stands, or nothing. */
export const problemInToken = (text: string, scanner: JsonScanner): Problem | undefined => {
  const { kind, start, end, flaw } = scanner
  const written = () => text.slice(start, end)
  const error = (code: string, message: string) => ({ code, message, severity: 'error' as const, start, end })
  if (kind === 'string' && flaw !== -1) {
    if (text.charCodeAt(flaw) === 92)
      return {
        ...error(
          'json.bad-escape',
          l10n.t('JSON knows no such escape. Write {0} for a backslash itself.', '\\\\'),
        ),
        start: flaw,
        end: flaw + 2,
        fix: mend(l10n.t('Double the backslash'), { start: flaw, end: flaw, text: '\\' }),
      }
    const escaped = JSON.stringify(text.charAt(flaw)).slice(1, -1)
    return {
      ...error(
        'json.control-character',
        l10n.t("JSON strings can't hold this character as it is. Write {0}.", escaped),
      ),
      start: flaw,
      end: flaw + 1,
      fix: mend(l10n.t('Write {0}', escaped), { start: flaw, end: flaw + 1, text: escaped }),
    }
  }
  if (kind === 'number' && flaw !== -1)
    return error(
      'json.bad-number',
      l10n.t('JSON knows no number like this. If it is text, put it in quotes.'),
    )
  if (kind === 'single-quoted') {
    const text = JSON.stringify(written().slice(1, -1))
    return {
      ...error('json.single-quotes', l10n.t('JSON strings stand in double quotes.')),
      fix: mend(l10n.t('Use double quotes'), { start, end, text }),
    }
  }
  return undefined
}

/** Says what is wrong with a bare word as a value; `true`, `false` and `null` are fine. */
export const problemInWord = (text: string, { start, end }: JsonScanner): Problem | undefined => {
  const word = text.slice(start, end)
  if (word === 'true' || word === 'false' || word === 'null') return undefined
  const meant = words[word] ?? words[word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()]
  const replacement = meant ?? JSON.stringify(word)
  return {
    code: 'json.bare-word',
    severity: 'error',
    message: l10n.t('Only true, false and null stand without quotes.'),
    start,
    end,
    fix: mend(l10n.t('Write {0}', replacement), { start, end, text: replacement }),
  }
}
