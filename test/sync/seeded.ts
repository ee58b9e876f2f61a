export interface Random {
  chance(share: number): boolean
  /** A whole number from 0 on, below `n`. */
  below(n: number): number
}

/** The same numbers for the same seed (mulberry32). */
export const seeded = (seed: number): Random => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { chance: (share) => next() < share, below: (n) => Math.floor(next() * n) }
}

/** Where the seeds of a test begin: `PATCHBAY_SEED`, else another each time. */
export const firstSeed = Number(process.env['PATCHBAY_SEED'] ?? Date.now() % 1_000_000)

/** Does something once for each seed; what goes wrong says how to run it again. */
export const forEachSeed = async (runs: number, act: (seed: number) => Promise<void>): Promise<void> => {
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    try {
      await act(seed)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`seed ${seed}: ${why}\nPATCHBAY_SEED=${seed} PATCHBAY_RUNS=1 runs it again`, {
        cause: error,
      })
    }
  }
}
