import * as l10n from '@vscode/l10n'
import { methods } from './methods.ts'
import type { Problem } from './problem.ts'
import type { Span } from './span.ts'

/** Whether two words differ by one letter put in, left out, changed, or by two neighbours that changed places. */
const isNear = (word: string, other: string): boolean => {
  let same = 0
  while (same < word.length && word[same] === other[same]) same++
  const [a, b] = [word.slice(same), other.slice(same)]
  const swapped = a.length === b.length && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || swapped
}

/** Says what is wrong with a line that begins no request. `before` is the request above it. */
export const problemOfUnknown = (text: string, line: Span, before: Span | undefined): Problem => {
  const { start, end } = line
  const error = { severity: 'error' as const, start, end }
  const first = text[start]
  if (first === '{' || first === '[') {
    const gap = before === undefined ? undefined : text.slice(before.end, start)
    const mends = before !== undefined && gap?.trim() === '' && gap.split('\n').length > 2
    return {
      ...error,
      end: start + 1,
      code: 'request.body-alone',
      message: l10n.t('This body belongs to no request: an empty line ends a request.'),
      ...(mends && {
        fix: {
          title: l10n.t('Join it to the request above'),
          edits: [{ start: before.end, end: start, text: '\n' }],
        },
      }),
    }
  }
  const word = /^[A-Za-z]{2,12}(?=\s|$)/.exec(text.slice(start, Math.min(end, start + 40)))?.[0]
  if (word !== undefined && methods.includes(word.toUpperCase())) {
    const at = start + word.length
    return {
      ...error,
      start: at,
      end: at + 1,
      code: 'request.odd-space',
      message: l10n.t('What stands after {0} looks like a space and is none.', word),
      fix: { title: l10n.t('Write a space'), edits: [{ start: at, end: at + 1, text: ' ' }] },
    }
  }
  const meant = word === undefined ? undefined : methods.find((method) => isNear(word.toUpperCase(), method))
  if (word !== undefined && meant !== undefined)
    return {
      ...error,
      end: start + word.length,
      code: 'request.unknown-method',
      message: l10n.t('There is no method {0}; did you mean {1}?', word, meant),
      fix: { title: l10n.t('Write {0}', meant), edits: [{ start, end: start + word.length, text: meant }] },
    }
  return {
    ...error,
    code: 'request.no-method',
    message: l10n.t('A request begins with its method: {0}.', methods.join(', ')),
  }
}
