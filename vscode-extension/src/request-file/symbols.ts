import { fileVariables } from './file-variables.ts'
import type { RequestFile } from './request-file.ts'
import type { Span } from './span.ts'

export interface RequestFileSymbol extends Span {
  readonly kind: 'request' | 'variable'
  /** The name that it was given, else method and path. */
  readonly label: string
  /** What else there is to say: method and path of a named one, the value of a variable. */
  readonly detail: string
  /** What to select when it is chosen. */
  readonly selection: Span
}

/** Requests and variables of a file, in order, for outline, breadcrumbs and search. */
export const symbols = (file: RequestFile): RequestFileSymbol[] => {
  const requests = file.requests.map((request): RequestFileSymbol => {
    const line = `${request.method} ${request.target}`.trim()
    return {
      kind: 'request',
      label: request.name ?? line,
      detail: request.name === undefined ? '' : line,
      start: request.start,
      end: request.end,
      selection: { start: request.methodSpan.start, end: request.targetSpan.end },
    }
  })
  const variables = [...fileVariables(file).variables].map(([name, { value, span }]): RequestFileSymbol => ({
    kind: 'variable',
    label: name,
    detail: value,
    ...span,
    selection: span,
  }))
  return [...requests, ...variables].toSorted((a, b) => a.start - b.start)
}
