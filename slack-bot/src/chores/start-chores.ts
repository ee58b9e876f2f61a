import type { Clock } from '@patchbay/core'

/** Something that the bot does again and again, all by itself. */
export interface Chore {
  /** What could not be done, for the log. */
  trouble: string
  look(): Promise<void>
}

export interface ChoreParts {
  clock: Clock
  log(problem: string, error: unknown): void
}

/** Milliseconds between two looks; a look that takes long is followed by a rest of nine times that. */
const every = 60_000
const restShare = 9

/**
 * Does all chores each minute, from the start on, one after the other. Each compares what is with what ought to be, so
 * one that failed is made up for at the next look. Resolves when it is stopped.
 */
export const startChores = async (
  chores: readonly Chore[],
  { clock, log }: ChoreParts,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    const began = clock.monotonic()
    for (const { trouble, look } of chores) {
      if (signal.aborted) return
      await look().catch((error: unknown) => {
        if (!signal.aborted) log(trouble, error)
      })
    }
    const took = clock.monotonic() - began
    // Aborted: the loop ends by itself.
    await clock.sleep(Math.max(every, took * restShare), signal).catch(() => {})
  }
}
