import { createCommentScanner } from './scan-comment.ts'
import { createJsonScanner } from './scan-json.ts'
import type { JsonScanner } from './scan-json.ts'

/** `hits.hits[0]._id` and `$.hits.hits.0._id` as steps: names and positions look alike until there is a value. */
export const pathSteps = (path: string): string[] =>
  path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]/)
    .filter((step) => step !== '')

/** Passes over the value whose first token the scanner just read. False if the text ends before the value does. */
const skipValue = (scanner: JsonScanner): boolean => {
  let depth = 0
  for (;;) {
    const { kind } = scanner
    if (kind === 'end' || kind === 'unknown') return false
    if (kind === '{' || kind === '[') depth++
    if (kind === '}' || kind === ']') depth--
    if (depth === 0) return true
    scanner.next()
  }
}

/** Moves to the first token of the value of `step`; the scanner stands on the bracket that opens. */
const enter = (text: string, scanner: JsonScanner, step: string): boolean => {
  const isObject = scanner.kind === '{'
  if (!isObject && scanner.kind !== '[') return false
  for (let position = 0; ; position++) {
    scanner.next()
    let here = String(position)
    if (isObject) {
      if (scanner.kind !== 'string' || scanner.flaw !== -1) return false
      const name: unknown = JSON.parse(text.slice(scanner.start, scanner.end))
      here = String(name)
      if (scanner.next() !== ':') return false
      scanner.next()
    }
    if (scanner.kind === ']' || scanner.kind === '}') return false
    if (here === step) return true
    if (!skipValue(scanner) || scanner.next() !== ',') return false
  }
}

/**
 * The value at a path of JSON, as it is written there: a number keeps all its digits, which JSON.parse would lose.
 * Undefined if it isn't there.
 */
export const findInJson = (text: string, steps: readonly string[]): string | undefined => {
  const scanner = createJsonScanner(text, createCommentScanner(text))
  scanner.next()
  for (const step of steps) if (!enter(text, scanner, step)) return undefined
  const { start, kind, flaw } = scanner
  if (flaw !== -1 || kind === 'raw-string') return undefined
  return skipValue(scanner) ? text.slice(start, scanner.end) : undefined
}
