import { trimEnd } from './characters.ts'
import type { Directive } from './request-file.ts'
import type { Span } from './span.ts'

const directive = /^(?:#+|\/\/+)[ \t]*@([A-Za-z][\w-]*)/

/** Reads a comment as a directive, if it is one: `# @name x` or `// @name x`. */
export const parseDirective = (text: string, { start, end }: Span): Directive | undefined => {
  // No name is that long; a comment of 5 MB is looked at no further.
  const found = directive.exec(text.slice(start, Math.min(end, start + 200)))
  const name = found?.[1]
  if (found === null || name === undefined) return undefined
  let valueStart = start + found[0].length
  while (valueStart < end && (text[valueStart] === ' ' || text[valueStart] === '\t')) valueStart++
  const valueEnd = trimEnd(text, valueStart, end)
  const valueSpan = { start: valueStart, end: valueEnd }
  return { name: name.toLowerCase(), value: text.slice(valueStart, valueEnd), valueSpan, start, end }
}

/** The value of the last directive of that name, if it says something. */
export const lastValue = (directives: readonly Directive[], name: string): string | undefined =>
  directives.findLast((one) => one.name === name && one.value !== '')?.value
