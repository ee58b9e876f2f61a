import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Security } from '../security/create-security.ts'
import type { GroupCommit } from '../store/group-commit.ts'
import { storageException } from '../store/sqlite-error.ts'
import type { Expansion } from '../indices/resolve-indices.ts'
import { isPattern } from '../indices/resolve-indices.ts'
import type { Principal } from '../security/principal.ts'
import type { Match, Router } from './create-router.ts'
import { ElasticsearchException } from './elasticsearch-exception.ts'
import { negotiate } from './media-types.ts'
import { checkQuery, parseQuery } from './parse-query.ts'
import { bodyStream, bodyText, hasBody } from './read-body.ts'
import type { Request, Response } from './route.ts'
import { sendAnswer } from './send-answer.ts'

type RouteMatch = Match & { found: 'route' }

/** Their handlers say themselves why a wildcard is not taken. */
const refusesWildcards = new Set(['indices:admin/create', 'indices:admin/delete', 'indices:data/read/get'])

export interface ListenerParts {
  router: Router
  security: Pick<Security, 'authenticate' | 'authorizer'>
  commits: Pick<GroupCommit, 'mark' | 'committed' | 'fail'>
  /** An expression with wildcards as the names of the indices that the caller may see. */
  expand: (expansion: Expansion) => string
  /** The major version that the server says it has. */
  major: number
  /** Told of what nobody expected; the caller gets a 500. */
  onUnexpected: (error: unknown) => void
}

const misses = (match: Exclude<Match, { found: 'route' }>, method: string, path: string): Response => {
  if (match.found === 'nothing') {
    return { status: 400, body: { error: `no handler found for uri [${path}] and method [${method}]` } }
  }
  const headers = { Allow: match.methods.join(',') }
  if (method === 'OPTIONS')
    return { status: 200, headers: { ...headers, 'content-type': 'text/plain; charset=UTF-8' } }
  const error = `Incorrect HTTP method for uri [${path}] and method [${method}], allowed: [${match.methods.join(', ')}]`
  return { status: 405, headers, body: { error, status: 405 } }
}

const failure = (error: unknown, onUnexpected: (error: unknown) => void): Response => {
  const known = error instanceof ElasticsearchException ? error : storageException(error)
  if (known === undefined) {
    onUnexpected(error)
    const type = 'exception'
    const reason = `unexpected error in local Elasticsearch: ${error instanceof Error ? error.message : String(error)}`
    return { status: 500, body: new ElasticsearchException(500, type, reason).toBody() }
  }
  const { header } = known.fields
  const headers =
    typeof header === 'object' && header !== null ? Object.fromEntries(Object.entries(header)) : undefined
  return { status: known.status, body: known.toBody(), ...(headers ? { headers } : {}) }
}

/** The way of every request: media type, route, who, parameters, may they, handler, on disk, answer. */
export const createListener = ({
  router,
  security,
  commits,
  expand,
  major,
  onUnexpected,
}: ListenerParts): RequestListener => {
  /** Throws the 403, and returns the route's parameters with wildcards replaced by what the caller may see. */
  const authorize = (
    principal: Principal,
    { route, params }: RouteMatch,
    query: Url['query'],
  ): RouteMatch['params'] => {
    const { authorizer } = security
    const { action } = route
    const { index } = params
    if (action.startsWith('cluster:') || index === undefined) {
      authorizer.authorize(principal, action)
      return params
    }
    const names = index.split(',')
    const plain = names.filter((name) => !isPattern(name))
    if (plain.length === names.length || refusesWildcards.has(action)) {
      if (plain.length > 0) authorizer.authorize(principal, action, plain)
      return params
    }
    authorizer.authorize(principal, action, plain.length > 0 ? plain : undefined)
    return { ...params, index: expand({ expression: index, query, principal, action }) }
  }

  const handle = async (
    message: IncomingMessage,
    match: Match & { found: 'route' },
    url: Url,
  ): Promise<Response> => {
    const { route } = match
    const principal = await security.authenticate(message.headers, url.whole)
    checkQuery(route, url.path, url.query)
    const params = authorize(principal, match, url.query)
    const request: Request = {
      method: route.method,
      path: url.path,
      params,
      query: url.query,
      principal,
      text: () => bodyText(message),
      stream: () => bodyStream(message),
    }
    const mark = commits.mark()
    try {
      const answer = await route.handle(request)
      await commits.committed(mark)
      return answer
    } catch (error) {
      if (storageException(error) !== undefined) commits.fail(error)
      throw error
    }
  }

  const answer = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const method = message.method ?? 'GET'
    const wishes = { query: {}, contentType: 'application/json' }
    let response: Response
    try {
      const url = parseUrl(message.url ?? '/')
      wishes.query = url.query
      wishes.contentType = negotiate(message.headers, hasBody(message), major)
      const match = router(method, url.path)
      response = match.found === 'route' ? await handle(message, match, url) : misses(match, method, url.path)
    } catch (error) {
      // The client went away in the middle of its request: nobody waits for an answer.
      if (message.destroyed && !message.complete) return
      response = failure(error, onUnexpected)
    }
    if (reply.destroyed) return
    await sendAnswer(message, reply, response, wishes).catch((error: unknown) => {
      onUnexpected(error)
      reply.destroy()
    })
  }

  return (message, reply) => void answer(message, reply)
}

interface Url {
  /** With the query string, as it was sent. */
  whole: string
  path: string
  query: Record<string, string>
}

const parseUrl = (whole: string): Url => {
  const mark = whole.indexOf('?')
  return mark < 0
    ? { whole, path: whole, query: {} }
    : { whole, path: whole.slice(0, mark), query: parseQuery(whole.slice(mark + 1)) }
}
