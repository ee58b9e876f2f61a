import { lookup as resolveName } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestInit } from 'undici'
import type { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/core'
import { paginateRest } from '@octokit/plugin-paginate-rest'
import { z } from 'zod'
import { reflowPem } from '../reflow-pem.ts'
import { answerOf } from './explain-error.ts'
import type { Settings } from './settings.ts'

const Paging = Octokit.plugin(paginateRest)
export type Client = InstanceType<typeof Paging>

/** What every request for a list has: the longest pages there are, and an end. */
export const pages = (signal: AbortSignal) => ({ per_page: 100, request: { signal } })

const headersSchema = z.object({
  'retry-after': z.coerce.number().optional(),
  'x-ratelimit-remaining': z.coerce.number().optional(),
  'x-ratelimit-reset': z.coerce.number().optional(),
})

const second = 1000
/** GitHub counts by the hour. */
const longestPause = 3700 * second
const rateLimitTries = 3

/** Milliseconds after which the same request may be answered; undefined where waiting doesn't help. */
const pauseOf = (error: unknown, tried: number, retries: number): number | undefined => {
  const answer = answerOf(error)
  const headers = headersSchema.safeParse(answer?.headers ?? {}).data ?? {}
  if (answer?.status === 403 || answer?.status === 429) {
    if (tried >= rateLimitTries) return undefined
    const { 'retry-after': after, 'x-ratelimit-reset': reset = 0, 'x-ratelimit-remaining': left } = headers
    const until = left === 0 ? reset * second - Date.now() + second : undefined
    const pause = after === undefined ? until : after * second
    return pause === undefined ? undefined : Math.min(Math.max(pause, second), longestPause)
  }
  const passing = answer === undefined || answer.status >= 500
  return passing && tried < retries ? second * 2 ** tried : undefined
}

/** Its own certificates and a worker's lookup take a way of their own; others do without the library for it. */
const fetchWith = async (ca: string | undefined, lookup: LookupFunction = resolveName) => {
  const { Agent, buildConnector, fetch: theirs } = await import('undici')
  const connect = buildConnector({ ...(ca !== undefined && { ca: reflowPem(ca) }), lookup })
  const dispatcher = new Agent({
    // Redirects and next pages too may name an address by its numbers, which Node looks up nowhere.
    connect: (to, done) =>
      lookup(to.hostname.replace(/^\[(.*)\]$/, '$1'), {}, (error) =>
        error === null ? connect(to, done) : done(error, null),
      ),
  })
  return (url: string, init: RequestInit) => theirs(url, { ...init, dispatcher })
}

/** Certificates are always verified, also where `ssl_enabled` is off. */
export const clientOf = async (
  settings: Settings,
  auth: { auth: string } | { authStrategy: typeof createAppAuth; auth: object },
): Promise<Client> => {
  const { data_source: kind, ssl_enabled: own, retry_count: retries, lookup } = settings
  const ca = own ? settings.ssl_ca : undefined
  const isGuarded = kind === 'github_server' && lookup !== undefined
  const client = new Paging({
    ...auth,
    baseUrl: settings.api,
    userAgent: 'patchbay',
    // What it logs is told by the errors.
    log: { debug() {}, info() {}, warn() {}, error() {} },
    ...(ca !== undefined || isGuarded ? { request: { fetch: await fetchWith(ca, lookup) } } : {}),
  })
  client.hook.wrap('request', async (request, options) => {
    for (let tried = 0; ; tried++) {
      const signal = options.request?.signal
      try {
        return await request(options)
      } catch (error) {
        signal?.throwIfAborted()
        const pause = pauseOf(error, tried, retries)
        if (pause === undefined) throw error
        await sleep(pause, undefined, signal === undefined ? {} : { signal })
      }
    }
  })
  return client
}
