import type { Session } from '../deps.ts'
import type { Runs } from '../operations/runs.ts'
import { isAdministrator, isSignedIn, personKey } from '../protocol/actor.ts'
import { readLinkCode } from '../protocol/link-code.ts'
import { wasDone } from '../steps/was-done.ts'
import { type LinkRequest, readLinkRequests } from './read-link-requests.ts'

/** An account that may act as a user, as far as the cluster can tell: whether the account asked, the code's maker knows. */
export interface Link {
  account: string
  username: string
  realm: string
  /** ISO 8601, by Elasticsearch's stamp. */
  since: string
  run: string
  code: string
}

/** Whether a request was made by somebody whose word counts; the log says the rest. */
const isPlausible = ({ name, account, code, by, at }: LinkRequest): boolean => {
  if (name === 'actor.unlink') return true
  const claim = readLinkCode(code)
  return (
    isSignedIn(by) &&
    claim?.account === account &&
    claim.username === by.username &&
    Date.parse(at) <= Date.parse(claim.until)
  )
}

/** The links of one account that nobody has ended, newest first: one a user, since each may have agreed. */
const linksOf = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  requests: readonly LinkRequest[],
): Promise<Link[]> => {
  const links: Link[] = []
  const settled = new Set<string>()
  for (const request of requests.toReversed()) {
    const { name, account, run, code, by, at } = request
    const who = personKey(by)
    const byAdministrator = name === 'actor.unlink' && isAdministrator(by)
    if (settled.has(who) && !byAdministrator) continue
    if (!(await wasDone(runs, session, { run, operation: name, target: account }))) continue
    if (byAdministrator) break
    settled.add(who)
    if (name === 'actor.link') {
      links.push({ account, username: by.username, realm: by.realm, since: at, run, code })
    }
  }
  return links
}

/** Every link that was made and not ended, accounts in the order of their ids. */
export const readLinks = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  only: { account?: string | undefined } = {},
): Promise<Link[]> => {
  const requests = (await readLinkRequests(session.es, only.account)).filter(isPlausible)
  const accounts = Map.groupBy(requests, ({ account }) => account)
  const links: Link[] = []
  for (const [, own] of [...accounts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    links.push(...(await linksOf(runs, session, own)))
  return links
}
