import type { IncomingHttpHeaders } from 'node:http'
import { ElasticsearchException } from '../../core/src/local-elasticsearch/http/elasticsearch-exception.ts'
import type { Principal } from '../../core/src/local-elasticsearch/security/principal.ts'
import { z } from 'zod'

const realm = z.object({ name: z.string(), type: z.string() })
const authenticated = z.object({
  username: z.string(),
  roles: z.array(z.string()),
  full_name: z.string().nullable(),
  email: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  authentication_realm: realm,
  lookup_realm: realm,
  authentication_type: z.string(),
  api_key: z.object({ id: z.string(), name: z.string() }).optional(),
})
const rights = z.object({ has_all_requested: z.boolean(), cluster: z.record(z.string(), z.boolean()) })
const refusal = z.object({
  status: z.number(),
  error: z.looseObject({ type: z.string(), reason: z.string() }),
})

/** What is known of a caller: the headers to ask with, or why that caller may do nothing. */
type Caller = { headers: Record<string, string> } | { refusal: ElasticsearchException }

/** Asks a genuine Elasticsearch who a caller is and what that caller may do, with the caller's own headers. */
export const createCallerRights = (target: string) => {
  const callers = new WeakMap<Principal, Caller>()

  const ask = async (headers: Record<string, string>, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(new URL(path, target), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const parsed: unknown = await answer.json()
    if (answer.ok) return parsed
    const { status, error } = refusal.parse(parsed)
    const { type, reason, root_cause: _, ...fields } = error
    throw new ElasticsearchException(status, type, reason, fields)
  }

  return {
    /** Throws the genuine 401, in the words for `path`. A refused run-as shows in `authorize`, as in Elasticsearch. */
    authenticate: async (headers: IncomingHttpHeaders, path: string): Promise<Principal> => {
      const own = callerHeaders(headers)
      try {
        const principal = asPrincipal(authenticated.parse(await ask(own, authenticatePath)))
        callers.set(principal, { headers: own })
        return principal
      } catch (error) {
        if (!(error instanceof ElasticsearchException)) throw error
        if (error.status === 403) {
          const principal = { ...stranger }
          callers.set(principal, { refusal: error })
          return principal
        }
        throw inOtherWords(error, authenticatePath, path)
      }
    },

    /** Throws a 403 unless the caller may do `action`: cluster-wide, or on every one of `indices`. */
    authorize: async (principal: Principal, action: string, indices?: readonly string[]): Promise<void> => {
      const caller = callers.get(principal)
      if (caller === undefined) throw new Error('This caller was not authenticated here.')
      if ('refusal' in caller) throw inOtherWords(caller.refusal, authenticateAction, action)
      const granting = indices === undefined ? clusterPrivilegesFor(action) : []
      const question =
        indices === undefined
          ? { cluster: granting }
          : { index: [{ names: indices, privileges: [action], allow_restricted_indices: false }] }
      const answer = rights.parse(await ask(caller.headers, '/_security/user/_has_privileges', question))
      if (answer.has_all_requested || Object.values(answer.cluster).includes(true)) return
      const { apiKey, username, roles } = principal
      const who =
        apiKey === undefined
          ? `user [${username}] with effective roles [${roles.join(',')}]`
          : `API key id [${apiKey.id}] of user [${username}]`
      const on =
        indices === undefined
          ? `, this action is granted by the cluster privileges [${[...granting, 'manage', 'all'].join(',')}]`
          : ` on indices [${indices.join(',')}]`
      const reason = `action [${action}] is unauthorized for ${who}${on}`
      throw new ElasticsearchException(403, 'security_exception', reason)
    },
  }
}

const authenticatePath = '/_security/_authenticate'
const authenticateAction = 'cluster:admin/xpack/security/user/authenticate'

/** The named privileges, one of which grants a Connector API action. Asked raw, an action means its whole prefix. */
const clusterPrivilegesFor = (action: string): string[] => {
  if (action.includes('/secret/')) {
    return [action.endsWith('/get') ? 'read_connector_secrets' : 'write_connector_secrets']
  }
  return /\/(get|list)$/.test(action) ? ['monitor_connector', 'manage_connector'] : ['manage_connector']
}

const inOtherWords = ({ status, type, reason, fields }: ElasticsearchException, from: string, to: string) =>
  new ElasticsearchException(status, type, reason.replace(from, to), fields)

/** Stands for somebody who signed in but may not run as the other: every action is refused. */
const stranger: Principal = {
  username: '',
  roles: [],
  realm: { name: '', type: '' },
  authenticationType: 'realm',
  fullName: null,
  email: null,
  metadata: {},
}

const callerHeaders = (headers: IncomingHttpHeaders): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const name of ['authorization', 'es-security-runas-user']) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = value
  }
  return kept
}

const asPrincipal = (who: z.infer<typeof authenticated>): Principal => ({
  username: who.username,
  roles: who.roles,
  realm: who.lookup_realm,
  authenticationType: who.authentication_type === 'api_key' ? 'api_key' : 'realm',
  ...(who.api_key === undefined ? {} : { apiKey: { ...who.api_key, metadata: {} } }),
  fullName: who.full_name,
  email: who.email,
  metadata: who.metadata,
})
