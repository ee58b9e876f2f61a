import type { Clock } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import type { Decision } from '../protocol/decision.ts'
import type { AnyOperation, Context, TargetFacts } from './define-operation.ts'
import { decide } from './policy.ts'
import { readPolicy } from './read-policy.ts'

type Judged = Pick<AnyOperation, 'name' | 'title' | 'risk'>

const missingFrom = (inner: Decision, outer: Decision): boolean => {
  const known = new Set(outer.approvers.map((list) => list.join()))
  return inner.approvers.some((list) => !known.has(list.join()))
}

/** What policy wants of a call that the decision about the call around it does not give. */
const stricter = (inner: Decision, outer: Decision): string | undefined => {
  if (inner.decision === 'refuse') return 'policy refuses it'
  if (JSON.stringify(inner.executeAs) !== JSON.stringify(outer.executeAs))
    return 'policy lets another one execute it'
  if (inner.decision === 'now') return undefined
  if (outer.decision === 'now' || inner.votes > outer.votes)
    return `policy asks for ${counted(inner.votes, 'vote')}`
  if (inner.rejections < outer.rejections)
    return `policy lets ${counted(inner.rejections, 'rejection')} end a request`
  if (missingFrom(inner, outer)) return 'policy asks for other approvers'
  if (inner.distinctGroups && !outer.distinctGroups) return 'policy asks for votes of distinct groups'
  if (inner.beginsByRequester && !outer.beginsByRequester) return 'policy lets its requester begin it'
  const hours = new Set(outer.beginsWithin.map((one) => JSON.stringify(one)))
  if (inner.beginsWithin.some((one) => !hours.has(JSON.stringify(one))))
    return 'policy lets it begin at other hours'
  return inner.signedIn && !outer.signedIn ? 'policy asks for signed-in votes' : undefined
}

/**
 * An operation within another one must not be a way round the policy about it.
 * @throws PatchbayError `policy.refused` where policy is stricter about the inner one.
 */
export const requireNoStricter = (
  operation: Judged,
  { inner, outer, label }: { inner: Decision; outer: Decision; label: string | undefined },
): void => {
  const why = stricter(inner, outer)
  if (why === undefined) return
  const of = label === undefined ? '' : ` (${label})`
  throw new PatchbayError(
    'policy.refused',
    `${operation.title}${of}: ${why}, so it can't be done as a part of something else.`,
    {
      next: `Do it by itself: \`patchbay ${operation.name.replace('.', ' ')} --help\`.`,
    },
  )
}

/** The same, looked at before anything is asked for: policy as it is now. */
export const policyWithin = async (
  { cluster, es }: Context,
  clock: Pick<Clock, 'now'>,
  around: { operation: Judged; facts: TargetFacts },
) => {
  const versions = await readPolicy(es)
  const rules = [...(versions.at(-1) ?? versions[0]).policy.rules, ...cluster.stricter]
  const about = ({ name, risk }: Judged, facts: TargetFacts) =>
    decide(rules, { operation: name, risk, facts, at: clock.now() })
  const outer = about(around.operation, around.facts)
  return (operation: Judged, facts: TargetFacts): void =>
    requireNoStricter(operation, { inner: about(operation, facts), outer, label: facts.connectorName })
}
