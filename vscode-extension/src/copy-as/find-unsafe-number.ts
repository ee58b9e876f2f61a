import { createCommentScanner } from '../request-file/scan-comment.ts'
import { createJsonScanner } from '../request-file/scan-json.ts'

/** The first number of JSON that JavaScript would not keep digit for digit: too long, or too large. */
export const findUnsafeNumber = (json: string): string | undefined => {
  const scanner = createJsonScanner(json, createCommentScanner(json))
  while (scanner.next() !== 'end') {
    if (scanner.kind !== 'number') continue
    const written = json.slice(scanner.start, scanner.end)
    const value = Number(written)
    const keeps = /^-?\d+$/.test(written)
      ? Number.isSafeInteger(value)
      : Number.isFinite(value) && written.replaceAll(/[-.]|[eE].*/g, '').replace(/^0+/, '').length <= 15
    if (!keeps) return written
  }
  return undefined
}
