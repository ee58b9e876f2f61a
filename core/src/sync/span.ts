import { isPatchbayError } from '../errors.ts'

/** Told to whoever collects traces: never a secret, and nothing that a source or an error quotes. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

/** A piece of work in a trace. What it is sent with, if anything, is not known here: most workers trace nothing. */
export interface Span {
  /** Begins a piece of this one; `since` where that was earlier. */
  begin(name: string, attributes?: SpanAttributes, since?: Date): Span
  set(attributes: SpanAttributes): void
  /** @param failed whether the work failed. */
  end(how?: { failed?: boolean; at?: Date }): void
}

/** Where nobody collects traces. */
export const noSpan: Span = { begin: () => noSpan, set: () => {}, end: () => {} }

/** What went wrong by its stable name. A message may quote documents, and drivers quote what they were given. */
export const errorType = (error: unknown): string => {
  if (isPatchbayError(error)) return error.code
  return error instanceof Error ? error.name : typeof error
}

/** Does a piece of work in a span of its own. */
export const inSpan = async <Result>(
  parent: Span,
  { name, ...attributes }: SpanAttributes & { name: string },
  work: () => Promise<Result>,
): Promise<Result> => {
  const span = parent.begin(name, attributes)
  try {
    const result = await work()
    span.end()
    return result
  } catch (error) {
    span.set({ 'error.type': errorType(error) })
    span.end({ failed: true })
    throw error
  }
}

/** The same span with so many pieces at most; it counts those that are left out. */
export const withAtMost = (pieces: number, span: Span): Span => {
  let begun = 0
  return {
    ...span,
    begin: (name, attributes, since) => {
      begun += 1
      if (begun <= pieces) return span.begin(name, attributes, since)
      span.set({ 'patchbay.spans.left_out': begun - pieces })
      return noSpan
    },
  }
}
