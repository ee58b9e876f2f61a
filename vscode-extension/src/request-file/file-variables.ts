import type { RequestFile } from './request-file.ts'
import type { Span } from './span.ts'

export interface FileVariable {
  readonly value: string
  /** The value as written. */
  readonly span: Span
}

export interface FileVariables {
  /** `# @var name = value`; they hold in the whole file, and of two the last. */
  readonly variables: ReadonlyMap<string, FileVariable>
  /** `# @prompt name What to ask`: the name and the question. */
  readonly prompts: ReadonlyMap<string, string>
}

const assignment = /^([\p{L}_][\p{L}\p{N}_-]*)[ \t]*(?:=[ \t]*|[ \t])/u
const prompt = /^([\p{L}_][\p{L}\p{N}_-]*)[ \t]*(.*)$/u

/** The variables that a file sets or asks for. */
export const fileVariables = (file: RequestFile): FileVariables => {
  const variables = new Map<string, FileVariable>()
  const prompts = new Map<string, string>()
  for (const { name, value, valueSpan } of file.directives) {
    if (name === 'var') {
      const found = assignment.exec(`${value} `)
      if (found?.[1] === undefined) continue
      const start = Math.min(valueSpan.start + found[0].length, valueSpan.end)
      variables.set(found[1], {
        value: file.text.slice(start, valueSpan.end),
        span: { start, end: valueSpan.end },
      })
    }
    if (name === 'prompt') {
      const found = prompt.exec(value)
      if (found?.[1] !== undefined) prompts.set(found[1], found[2] === '' ? found[1] : (found[2] ?? found[1]))
    }
  }
  return { variables, prompts }
}
