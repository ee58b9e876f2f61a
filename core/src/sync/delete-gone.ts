import type { HeldDeletes } from '../protocol/job-notes.ts'
import type { BulkWriter } from './bulk-writer.ts'
import type { Listed } from './copy-documents.ts'
import type { IndexBefore } from './index-before.ts'

/** So many documents may be deleted of few, whatever their share, as long as half of all stay: more may be a fault. */
const aHandful = 10
const half = 0.5
const shownParts = 10
const shownIds = 5

export interface Deleting {
  writer: BulkWriter
  existing: IndexBefore
  listed: Listed
  /** Asked only where the source didn't show one: whether documents without our mark count as the connector's own. */
  strangersAreOurs: () => Promise<boolean>
  maxDeletedShare: number
  /** Asked only when there is more to delete than may be: how many deletes somebody confirmed. */
  confirmed: () => Promise<number>
}

/** What would be deleted, in the words that a person decides by. */
class Gone {
  count = 0
  readonly #parts = new Map<string, number>()
  readonly #examples: string[] = []

  add(id: string, part = 'documents without a part'): void {
    this.count += 1
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + 1)
    if (this.#examples.length < shownIds) this.#examples.push(id)
  }

  held(of: number): HeldDeletes {
    const parts = [...this.#parts].map(([part, deletes]) => ({ part, deletes }))
    return {
      deletes: this.count,
      of,
      parts: parts.toSorted((a, b) => b.deletes - a.deletes).slice(0, shownParts),
      examples: this.#examples,
    }
  }
}

/** What one sync may delete of so many documents without asking anybody. */
const usual = (documents: number, share: number): number =>
  Math.max(Math.min(aHandful, documents * half), documents * share)

/** A part that never can be listed is no fault, but where it has documents from before: these stay as they are. */
const tellOfDocuments = (listed: Listed, part: string | undefined): void => {
  const at = listed.skipped.findIndex((one) => one.expected && one.part === part)
  const found = listed.skipped[at]
  if (found !== undefined) listed.skipped[at] = { ...found, expected: false }
}

/**
 * Deletes what the source no longer has, in parts that were listed to their end. Documents of other parts and strangers
 * stay. Strangers that are ours belong to no part that is known, so they go only when every part was listed. Where the
 * source doesn't name a part any more, it may be gone, or only not shown: its documents go once somebody confirmed that.
 * @returns what was not deleted, since it is more than may be; undefined where everything was.
 */
export const deleteGone = async ({
  writer,
  existing,
  listed,
  strangersAreOurs,
  maxDeletedShare,
  confirmed,
}: Deleting): Promise<HeldDeletes | undefined> => {
  const everyPart = listed.skipped.every(({ expected }) => expected)
  let areOurs: Promise<boolean> | undefined
  const named = new Set([...listed.ended, ...listed.skipped.map(({ part }) => part)])
  const isUnnamed = (part: string | undefined): boolean =>
    part !== undefined && everyPart && !listed.resumed && !named.has(part)
  const mayGo = (part: string | undefined): boolean | Promise<boolean> =>
    part === undefined
      ? everyPart && (areOurs ??= strangersAreOurs())
      : listed.ended.has(part) || isUnnamed(part)
  const gone = new Gone()
  let unnamed = false
  for await (const { id, part } of existing.unseen()) {
    tellOfDocuments(listed, part)
    if (!(await mayGo(part))) continue
    gone.add(id, part)
    unnamed ||= isUnnamed(part)
  }
  if (gone.count === 0) return undefined

  // What the source showed stays.
  if (gone.count > Math.min(aHandful, existing.seen) || unnamed) {
    const ours = existing.size - ((await (areOurs ??= strangersAreOurs())) ? 0 : await existing.strangers())
    if (unnamed || gone.count > usual(ours, maxDeletedShare)) {
      // The source goes on changing after somebody looked: what is usual may go on top.
      const agreed = await confirmed()
      if (agreed === 0 || gone.count > agreed + usual(ours - agreed, maxDeletedShare)) return gone.held(ours)
    }
  }
  for await (const document of existing.unseen())
    if (await mayGo(document.part)) await writer.delete(document)
  await writer.flush()
  return undefined
}
