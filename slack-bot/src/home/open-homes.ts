/** Home tabs that people have before them. */
export interface OpenHomes {
  /** Somebody opened theirs. */
  open(user: string): Promise<void>
  /** Draws the home tab of somebody who opened it not long ago: what they did there has changed it. */
  refresh(user: string): Promise<void>
}

/** Whoever opened their home tab so long ago has left it, as far as anybody can tell. Milliseconds. */
const lasts = 30 * 60_000

export const createOpenHomes = (draw: (user: string) => Promise<void>, now: () => Date): OpenHomes => {
  const opened = new Map<string, number>()
  return {
    async open(user) {
      for (const [other, at] of opened) if (now().getTime() - at > lasts) opened.delete(other)
      opened.set(user, now().getTime())
      await draw(user)
    },
    async refresh(user) {
      if (now().getTime() - (opened.get(user) ?? -Infinity) <= lasts) await draw(user)
    },
  }
}
