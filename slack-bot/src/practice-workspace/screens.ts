/** A modal or a home tab, as Slack keeps it. */
export type View = Record<string, unknown> & { id: string }

export interface Ephemeral {
  id: string
  channel: string
  message: Record<string, unknown>
}

/** What one person has before them beside the channels. */
export interface Screen {
  /** The newest on top. */
  modals: View[]
  home: View | undefined
  ephemerals: Ephemeral[]
}

/** What each person sees that nobody else does: Slack's emulator keeps views, but not whose they are. */
export class Screens {
  readonly #screens = new Map<string, Screen>()
  readonly #triggers = new Map<string, string>()
  readonly #changed: (user: string) => void
  #count = 0

  constructor(changed: (user: string) => void) {
    this.#changed = changed
  }

  of(user: string): Screen {
    const screen = this.#screens.get(user) ?? { modals: [], home: undefined, ephemerals: [] }
    this.#screens.set(user, screen)
    return screen
  }

  /** Remembers for whom a trigger opens something. */
  trigger(trigger: string, user: string): void {
    this.#triggers.set(trigger, user)
  }

  opened(trigger: string, view: View): void {
    const user = this.#triggers.get(trigger)
    if (user === undefined) return
    this.of(user).modals.push(view)
    this.#changed(user)
  }

  /** Puts the new version in the place of the old one, wherever that is shown. */
  updated(view: View): void {
    for (const [user, screen] of this.#screens) {
      const at = screen.modals.findIndex(({ id }) => id === view.id)
      if (at === -1) continue
      screen.modals[at] = view
      this.#changed(user)
    }
  }

  published(user: string, view: View): void {
    this.of(user).home = view
    this.#changed(user)
  }

  closed(user: string, id?: string): void {
    const screen = this.of(user)
    screen.modals = id === undefined ? [] : screen.modals.filter((view) => view.id !== id)
    this.#changed(user)
  }

  whispered(user: string, channel: string, message: Record<string, unknown>): string {
    const id = `e${(this.#count += 1)}`
    this.of(user).ephemerals.push({ id, channel, message })
    this.#changed(user)
    return id
  }

  /** Puts another message in the place of one, or nothing. */
  rewhispered(user: string, id: string, message: Record<string, unknown> | undefined): void {
    const screen = this.of(user)
    screen.ephemerals = screen.ephemerals.flatMap((one) =>
      one.id !== id ? [one] : message === undefined ? [] : [{ ...one, message }],
    )
    this.#changed(user)
  }

  dismissed(user: string, id: string): void {
    this.rewhispered(user, id, undefined)
  }
}
