import { personKey } from '../protocol/actor.ts'
import type { Decision } from '../protocol/decision.ts'
import type { Stamp } from './event.ts'

export interface Vote {
  n: number
  choice: 'approve' | 'reject'
  digest: string
  reason?: string | undefined
  by: Stamp
  at: string
}

/** Why a person's vote would not count under a decision; undefined when it would. */
export const whyNoVote = (by: Stamp, requester: Stamp, decision: Decision): string | undefined => {
  if (personKey(by) === personKey(requester)) return 'the requester never counts'
  if (by.apiKeyId !== undefined) return 'it was cast with an API key: sign in to decide'
  if (decision.signedIn && by.authenticationType === 'API_KEY') {
    return 'policy wants the decision made where the approver is signed in to Elasticsearch'
  }
  const outside = decision.approvers.find((list) => !list.some((approver) => isApprover(by, approver)))
  return outside === undefined ? undefined : `policy lets only ${outside.join(', ')} decide`
}

const isApprover = (by: Stamp, approver: string): boolean =>
  approver.startsWith('role:') ? by.roles.includes(approver.slice(5)) : by.username === approver.slice(5)

/** Whether each vote can stand for a group of its own. */
const fillsDistinctGroups = (votes: readonly Vote[], groups: readonly string[]): boolean => {
  const [vote, ...others] = votes
  if (vote === undefined) return true
  return groups.some(
    (group) =>
      isApprover(vote.by, group) &&
      fillsDistinctGroups(
        others,
        groups.filter((other) => other !== group),
      ),
  )
}

/** Whether `votes` (one a person, each already allowed) for `digest` are enough. */
export const isApproved = (votes: readonly Vote[], digest: string, decision: Decision): boolean => {
  const approving = votes.filter((vote) => vote.choice === 'approve' && vote.digest === digest)
  if (approving.length < decision.votes) return false
  if (!decision.distinctGroups) return true
  const groups = [...new Set(decision.approvers.flat())]
  return subsets(approving, decision.votes).some((some) => fillsDistinctGroups(some, groups))
}

/**
 * Whether `votes` (one a person) end the request by a rejection that was just cast. Refusing is always safe, so it
 * counts whatever its author saw; as much as policy asks for then is enough, and stays so.
 */
export const isRejected = (votes: readonly Vote[], requester: Stamp, decision: Decision): boolean =>
  votes.filter(({ choice, by }) => choice === 'reject' && whyNoVote(by, requester, decision) === undefined)
    .length >= decision.rejections

const subsets = <T>(items: readonly T[], size: number): T[][] => {
  if (size === 0) return [[]]
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]))
}
