/** One of those whom policy lets vote, as people say it: `role:on-call` is anybody with that role. */
const one = (approver: string): string =>
  approver.replace(/^role:/, 'anybody with the role ').replace(/^user:/, '')

/** Whom policy lets vote, any of them. */
export const approverWords = (approvers: readonly string[]): string => approvers.map(one).join(' or ')
