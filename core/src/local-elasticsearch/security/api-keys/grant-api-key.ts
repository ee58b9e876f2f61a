import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { validate } from '../../xcontent/validate.ts'
import type { Principal } from '../principal.ts'
import type { SecurityContext } from '../security-context.ts'
import { grantParser } from './api-key-parser.ts'
import { makeKey } from './create-api-key.ts'

const action = 'cluster:admin/xpack/security/api_key/grant'

/** Signs the other in, as their own request would. Throws 403. */
const signIn = async (
  { authenticate, authorizer }: SecurityContext,
  { username, password, runAs }: { username: string; password: string; runAs: string | undefined },
  path: string,
): Promise<Principal> => {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  try {
    const headers =
      runAs === undefined ? { authorization } : { authorization, 'es-security-runas-user': runAs }
    const principal = await authenticate(headers, path)
    authorizer.authorize(principal, 'cluster:admin/xpack/security/user/authenticate')
    return principal
  } catch (error) {
    if (!(error instanceof ElasticsearchException) || error.status !== 401) throw error
    throw new ElasticsearchException(403, 'security_exception', 'Failed to authenticate api key grant', {
      caused_by: { type: error.type, reason: error.reason },
    })
  }
}

/** `POST /_security/api_key/grant`: a key that belongs to somebody else, made with their password. */
export const grantApiKey = (context: SecurityContext): Route => ({
  method: 'POST',
  path: '/_security/api_key/grant',
  query: ['refresh'],
  action,
  handle: async (request) => {
    const grant = grantParser.parse(await request.text())
    const { username, password, run_as: runAs, api_key: wanted } = grant
    validate(
      wanted === undefined && 'api key name is required',
      grant.grant_type !== 'password' && `grant_type [${grant.grant_type}] is not supported`,
      username === undefined && 'username is required',
      password === undefined && 'password is required',
    )
    if (wanted === undefined || username === undefined || password === undefined)
      throw new Error('A grant without its parts was not refused.')
    const principal = await signIn(context, { username, password, runAs }, request.path)
    return makeKey(context, principal, wanted)
  },
})
