import type { Decision } from '../protocol/decision.ts'
import { nextOpening } from '../protocol/next-opening.ts'
import type { RunState } from '../run-log/fold.ts'

export interface Beginning {
  /** Its requester has to let it begin. */
  needsStart: boolean
  /** From when on policy lets it begin; undefined where it may now. */
  opensAt: Date | undefined
}

/** What an approved run still waits for before it may begin. */
export const beginningOf = (
  { name, released, executeBy }: Pick<RunState, 'name' | 'released' | 'executeBy'>,
  { beginsByRequester, beginsWithin }: Decision,
  now: Date,
): Beginning => {
  if (name !== 'approved' || executeBy === undefined) return { needsStart: false, opensAt: undefined }
  // Hours that never come are as good as hours that come too late.
  const opensAt = nextOpening(beginsWithin, now) ?? new Date(executeBy)
  return { needsStart: beginsByRequester && !released, opensAt: opensAt > now ? opensAt : undefined }
}
