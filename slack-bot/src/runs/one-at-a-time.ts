/**
 * Does work for a key one at a time: whoever asks while it is under way waits for one more round, which all who asked
 * meanwhile share.
 */
export const oneAtATime = (work: (key: string) => Promise<void>): ((key: string) => Promise<void>) => {
  const going = new Map<string, { again: boolean; done: Promise<void> }>()
  return (key) => {
    const under = going.get(key)
    if (under !== undefined) {
      under.again = true
      return under.done
    }
    const round = { again: true, done: Promise.resolve() }
    going.set(key, round)
    const rounds = async (): Promise<void> => {
      try {
        while (round.again) {
          round.again = false
          await work(key)
        }
      } finally {
        going.delete(key)
      }
    }
    round.done = rounds()
    return round.done
  }
}
