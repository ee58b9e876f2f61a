import type { PolicyHours } from './policy-hours.ts'

/** What policy says of one call, when every rule that matches has been heard. */
export interface Decision {
  decision: 'now' | 'ask' | 'refuse'
  votes: number
  /** So many people end a request by rejecting it. */
  rejections: number
  /** Each `role:NAME` or `user:NAME`: one list for each rule that asks; a voter must be in every list. */
  approvers: readonly (readonly string[])[]
  /** Who may vote as well once the request has waited so long. */
  escalations: readonly { afterMs: number; approvers: readonly string[] }[]
  distinctGroups: boolean
  signedIn: boolean
  decideWithinMs: number
  executeWithinMs: number
  /** Approved, it begins when its requester says so; else at once. */
  beginsByRequester: boolean
  /** It begins within all of these hours only. */
  beginsWithin: readonly PolicyHours[]
  executeAs: 'requester' | { service: string }
}
