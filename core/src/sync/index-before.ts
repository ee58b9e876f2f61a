import type { IndexState } from './index-state.ts'

/** How a document of the source is to what the index had. */
export type Seen = 'new' | 'changed' | 'unchanged'

/** A document that the source didn't show, with the part that it belongs to; undefined for strangers. */
export interface Gone {
  id: string
  part: string | undefined
  seqNo: number
  primaryTerm: number
}

/** What the content index held before a sync, and which of it the source still has. */
export interface IndexBefore {
  /** Documents, whoever wrote them. */
  readonly size: number
  /** How it was then, where one look tells that. */
  readonly state: IndexState | undefined
  /** Documents of it that were seen. */
  readonly seen: number
  /** Called before documents are seen, with all of them that come together. */
  meet(ids: readonly string[]): Promise<void>
  /** The source goes on further ahead: what lies in between is not met. */
  leap(): void
  /** Notes that the source has a document, and tells whether it is the same as in the index. */
  see(id: string, part: string, fingerprint: string): Seen
  /** Documents that the source didn't show. */
  unseen(): AsyncIterable<Gone> | Iterable<Gone>
  /** How many of them nobody of ours wrote. */
  strangers(): Promise<number>
}
