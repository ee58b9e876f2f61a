import type { Clock } from '../deps.ts'
import type { Connection } from '../elasticsearch/connect.ts'
import { openCluster } from '../elasticsearch/open-session.ts'
import { type ErrorCode, PatchbayError } from '../errors.ts'
import type { Answer, Runner } from '../operations/create-runner.ts'
import { Secret } from '../secrets/secret.ts'
import type { AnswerPost } from '../sync/serve-worker.ts'
import type { WorkerLogin } from './worker-login.ts'
import { wordsOf } from './render-error.ts'

/** Requests that are under way at once, and in a minute: what asks for more is told to wait. */
const atOnce = 4
const aMinute = 120
const minute = 60_000

const statusOf: Partial<Record<ErrorCode, number>> = {
  'input.invalid': 400,
  'elasticsearch.unauthenticated': 401,
  'elasticsearch.forbidden': 403,
  'privilege.missing': 403,
  'policy.refused': 403,
  'policy.too-few-approvers': 403,
  'target.not-found': 404,
  'target.ambiguous': 409,
  'connector.state': 409,
  'sync-job.state': 409,
  'elasticsearch.unreachable': 502,
  'elasticsearch.unavailable': 502,
  'elasticsearch.timeout': 504,
}

const failed = (error: unknown): { status: number; body: object } => ({
  status: error instanceof PatchbayError ? (statusOf[error.code] ?? 500) : 500,
  body: { error: wordsOf(error) },
})

const refused = (status: number, message: string, next: string) => {
  const code: ErrorCode = status === 401 ? 'elasticsearch.unauthenticated' : 'input.invalid'
  return { status, body: { error: { code, message, next } } }
}

const shown = (answer: Answer): object =>
  answer.state === 'done'
    ? { run: answer.run, state: answer.state, result: answer.result }
    : { state: answer.state, ...('run' in answer ? { run: answer.run } : {}) }

const nameIn = (path: string): string | undefined => {
  const [, encoded] = /^\/sync\/([^/]+)$/.exec(path) ?? []
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

/**
 * `POST /sync/CONNECTOR` asks for a sync with the API key of whoever sends it, and with no other: privileges, policy
 * and log are those of `sync.start`. One that waits already is the answer, however often it is asked for.
 */
export const syncsOverHttp = (
  { run }: Pick<Runner, 'run'>,
  login: () => WorkerLogin,
  clock: Pick<Clock, 'monotonic'>,
): AnswerPost => {
  let underWay = 0
  let since = -Infinity
  let lately = 0

  const start = async (connection: Connection, connector: string, kind: string | null) => {
    const { connect } = await import('../elasticsearch/connect.ts')
    const { name, stricter, settings } = login()
    const es = connect(connection)
    try {
      const session = await openCluster({ name, stricter, addressRules: settings }, es)
      const input = { connector, orWaiting: true, ...(kind === null ? {} : { kind }) }
      return await run(session, 'sync.start', input, { reason: 'asked for over HTTP' })
    } finally {
      await es.close()
    }
  }

  return async ({ path, query, authorization = '' }) => {
    const connector = nameIn(path)
    if (connector === undefined)
      return refused(
        404,
        'Only /sync/CONNECTOR takes a POST.',
        'Such as POST /sync/products?kind=incremental.',
      )
    const [, apiKey] = /^ApiKey ([\w+/=-]+)$/i.exec(authorization) ?? []
    if (apiKey === undefined)
      return refused(401, 'It comes without an API key.', 'Send "Authorization: ApiKey ENCODED".')
    const now = clock.monotonic()
    if (now - since >= minute) [since, lately] = [now, 0]
    if (underWay >= atOnce || lately >= aMinute) {
      const wait = underWay >= atOnce ? 1 : Math.ceil((since + minute - now) / 1000)
      return { ...refused(429, 'Too many at once.', `Ask again in ${wait} s.`), retryAfter: wait }
    }
    lately += 1
    underWay += 1
    try {
      const connection: Connection = {
        ...login().connection,
        auth: { kind: 'api-key', apiKey: new Secret(apiKey) },
      }
      return { status: 202, body: shown(await start(connection, connector, query.get('kind'))) }
    } catch (error) {
      return failed(error)
    } finally {
      underWay -= 1
    }
  }
}
