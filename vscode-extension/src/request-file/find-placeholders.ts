import type { Span } from './span.ts'

/** `{{name}}` or `${name}`, to be replaced before sending. */
export interface Placeholder extends Span {
  readonly name: string
  /** `{{name}}` is ours; `${name}` is Kibana's. */
  readonly style: 'braces' | 'dollar'
}

// `{{{x}}}`, `{{#x}}` and `{{x y}}` are Mustache's own, for search templates and pipelines: they stay as they are.
const braces = String.raw`(?<!\{)\{\{[ \t]*([\p{L}_][\p{L}\p{N}_.$[\]-]*)[ \t]*\}\}`
const either = new RegExp(String.raw`${braces}|\$\{([\p{L}\p{N}_][\p{L}\p{N}_.[\]-]*)\}`, 'gu')
const bare = new RegExp(braces, 'uy')

/** The placeholders of a stretch of text, in order. */
export const findPlaceholders = (text: string, offset = 0): Placeholder[] =>
  [...text.matchAll(either)].map((found) => ({
    name: found[1] ?? found[2] ?? '',
    style: found[1] === undefined ? 'dollar' : 'braces',
    start: offset + found.index,
    end: offset + found.index + found[0].length,
  }))

/** Where the `{{name}}` that begins at `at` ends, or -1. */
export const placeholderEnd = (text: string, at: number): number => {
  if (text.charCodeAt(at + 1) !== 123) return -1
  bare.lastIndex = at
  return bare.test(text) ? bare.lastIndex : -1
}
