import type { Problem } from './problem.ts'
import type { Span } from './span.ts'

/** `# @name first-page`: a comment that says something to Patchbay, and nothing to Kibana. */
export interface Directive extends Span {
  readonly name: string
  /** What follows the name, without spaces at its ends. */
  readonly value: string
  /** Where the value stands; empty at the end of the comment if there is none. */
  readonly valueSpan: Span
}

/** One request as it is written. Nothing is decoded: what is sent is cut from the text. */
export interface FileRequest extends Span {
  /** Upper case, as it is sent. */
  readonly method: string
  readonly methodSpan: Span
  /** Path and query as written, without the comment after it; empty if there is none. */
  readonly target: string
  readonly targetSpan: Span
  /** One for an ordinary body, several for newline-delimited JSON. */
  readonly bodies: readonly Span[]
  /** Directives between the request before and this one. */
  readonly directives: readonly Directive[]
  /** Of `# @name`, by which others refer to the response. */
  readonly name: string | undefined
  /** Of the last `# @cluster` above; it holds until the next one. */
  readonly cluster: string | undefined
  /** Of `# @confirm`: ask before it is sent. */
  readonly confirm: boolean
  /** It has an error: it can't be sent, and formatting leaves it alone. */
  readonly broken: boolean
}

/** The parts of a file follow each other without gap or overlap. */
export interface FilePart extends Span {
  readonly kind: 'blank' | 'comment' | 'request' | 'unknown'
}

export interface RequestFile {
  readonly text: string
  readonly parts: readonly FilePart[]
  readonly requests: readonly FileRequest[]
  /** All directives of the file, also those before no request. */
  readonly directives: readonly Directive[]
  /** What the parser found wrong; `findProblems` finds more. */
  readonly problems: readonly Problem[]
}
