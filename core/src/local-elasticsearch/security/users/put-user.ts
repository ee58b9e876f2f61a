import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { validate, validateInside } from '../../xcontent/validate.ts'
import { nameComplaint } from '../names.ts'
import type { SecurityContext } from '../security-context.ts'
import { passwordComplaint } from './password-complaint.ts'
import { readUser } from './read-user.ts'

/** `PUT|POST /_security/user/{name}`: the whole user, except that a password not sent stays. */
export const putUser =
  (method: 'POST' | 'PUT') =>
  ({ store, passwords }: SecurityContext): Route => ({
    method,
    path: '/_security/user/{username}',
    query: ['refresh'],
    action: 'cluster:admin/xpack/security/user/put',
    handle: async (request) => {
      const name = request.params['username'] ?? ''
      const sent = readUser(await request.text())
      if (sent.username !== undefined && sent.username !== name) {
        throw new ElasticsearchException(
          400,
          'illegal_argument_exception',
          `[username] in source does not match the username provided [${name}]`,
        )
      }
      const before = store.user(name)
      validateInside(passwordComplaint(sent.password))
      validate(
        before?.reserved === true && `user [${name}] is reserved and only the password can be changed`,
        nameComplaint('User', name, 507),
        sent.roles === undefined && 'roles are missing',
        ...(sent.roles ?? []).map((role) => nameComplaint('Role', role, 507)),
        Object.keys(sent.metadata).some((key) => key.startsWith('_')) &&
          'metadata keys may not start with [_]',
      )
      const password = sent.password === undefined ? before?.password : await passwords.hash(sent.password)
      validateInside(
        password === undefined && 'password must be specified unless you are updating an existing user',
      )
      store.putUser({
        name,
        password: password ?? '',
        roles: sent.roles ?? [],
        full_name: sent.fullName,
        email: sent.email,
        metadata: sent.metadata,
        enabled: sent.enabled,
        reserved: false,
      })
      return { status: 200, body: { created: before === undefined } }
    },
  })
