/** What an operation will do, in plain words: shown before anything is changed and to everyone who votes. */
export interface Plan {
  /** One line: `Rotate API key · products (postgresql, managed)`. */
  headline: string
  /** Reads like a diff: a thing, what it is, what it becomes. Never a secret. */
  changes: PlanChange[]
  /** What the reader might fear and needn't. */
  stays?: string[]
  /** What holds afterwards. */
  after?: string[]
  /** When it syncs next, in order: shown in the reader's own time zone. */
  nextSyncs?: string[]
  /** What the reader should know before saying yes. */
  warnings?: string[]
  /** Said in its own line when there is no way back. */
  irreversible?: string
}

export interface PlanChange {
  what: string
  from?: string | undefined
  to?: string | undefined
}
