import type { Span, TextEdit } from './span.ts'

/** A mend that the editor offers beside a problem. */
export interface Fix {
  /** What it does, as the menu says it. */
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** Something that is wrong in a request file. A request with an error isn't sent; one with a warning is. */
export interface Problem extends Span {
  /** Stable, to search for. */
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly fix?: Fix
}

export type Report = (problem: Problem) => void
