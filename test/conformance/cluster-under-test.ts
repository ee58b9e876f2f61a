import { Client, errors } from '@elastic/elasticsearch'
import type { ClientOptions, estypes } from '@elastic/elasticsearch'
import { z } from 'zod'

/** What a suite is given: one running Elasticsearch, local or real, and the password of `elastic`. */
export interface TestCluster {
  url: string
  password: string
  close(): Promise<void>
}

export interface ClusterUnderTest {
  url: string
  /** The superuser. */
  elastic: Client
  /** A name that nothing else in this run has. */
  fresh(prefix: string): string
  client(auth: ClientOptions['auth'], headers?: Record<string, string>): Client
  /** Makes a role and a user with it; both have the same fresh name. */
  user(role: estypes.SecurityRoleDescriptor): Promise<{ name: string; password: string; es: Client }>
  /** One request without the client, where headers, raw bodies or unknown parameters matter. */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>
}

interface SendOptions {
  /** JSON when not a string. */
  body?: unknown
  headers?: Record<string, string>
  /** `null`: no credentials. Default: the superuser. */
  authorization?: string | null
}

export interface Answer {
  status: number
  headers: Headers
  body: unknown
  text: string
}

let counter = 0

export const openClusterUnderTest = ({ url, password }: TestCluster): ClusterUnderTest => {
  const client: ClusterUnderTest['client'] = (auth, headers = {}) =>
    new Client({ node: url, maxRetries: 0, headers, ...(auth === undefined ? {} : { auth }) })
  const elastic = client({ username: 'elastic', password })
  const fresh = (prefix: string) => `${prefix}-${++counter}-${Date.now().toString(36)}`
  return {
    url,
    elastic,
    fresh,
    client,
    user: async (role) => {
      const name = fresh('user')
      await elastic.security.putRole({ name, cluster: [], ...role })
      await elastic.security.putUser({ username: name, password: 'correct-horse', roles: [name] })
      return { name, password: 'correct-horse', es: client({ username: name, password: 'correct-horse' }) }
    },
    send: async (method, path, { body, headers = {}, authorization = basic('elastic', password) } = {}) => {
      const answer = await fetch(url + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(authorization === null ? {} : { authorization }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const parsed: unknown = text === '' ? undefined : JSON.parse(text)
      return { status: answer.status, headers: answer.headers, body: parsed, text }
    },
  }
}

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** `es-security-runas-user`, for `client`. */
export const runAs = (username: string): Record<string, string> => ({ 'es-security-runas-user': username })

const errorBody = z.looseObject({ error: z.looseObject({ type: z.string(), reason: z.string() }) })

export interface Refusal {
  status: number
  type: string
  reason: string
}

/** How Elasticsearch refused a call. An answer that is no refusal fails the test. */
export const refusal = async (call: Promise<unknown>): Promise<Refusal> => {
  try {
    const answer = await call
    throw new Error(`Expected a refusal, got ${JSON.stringify(answer)}.`)
  } catch (error) {
    if (!(error instanceof errors.ResponseError)) throw error
    const { type, reason } = errorBody.parse(error.body).error
    return { status: error.statusCode ?? 0, type, reason }
  }
}

/** The same of an answer to `send`. */
export const refusalOf = ({ status, body }: Answer): Refusal => {
  const { type, reason } = errorBody.parse(body).error
  return { status, type, reason }
}
