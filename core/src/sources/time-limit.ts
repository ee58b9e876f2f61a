import { PatchbayError } from '../errors.ts'

/** Milliseconds that a server may take for one answer. */
const answerWithin = 60_000

/** Cuts what waits too long for an answer, time after time. */
export interface TimeLimit {
  /** Aborted with the caller's signal, and when an answer took too long. */
  signal: AbortSignal
  /**
   * Waits for one answer. The time between two answers doesn't count.
   * @throws PatchbayError `source.unreachable` when it took too long.
   */
  each<T>(answer: () => Promise<T>): Promise<T>
}

/** For clients that wait for ever. */
export const timeLimit = (server: string, caller: AbortSignal, limit = answerWithin): TimeLimit => {
  const late = new AbortController()
  return {
    signal: AbortSignal.any([caller, late.signal]),
    async each(answer) {
      const timer = setTimeout(() => {
        const message = `${server} did not answer within ${limit / 1000} s.`
        late.abort(new PatchbayError('source.unreachable', message, { next: 'Sync again later.' }))
      }, limit)
      try {
        return await answer()
      } catch (error) {
        // A client that is cut tells that it was, not why.
        late.signal.throwIfAborted()
        throw error
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
