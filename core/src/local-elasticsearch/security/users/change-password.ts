import type { Route } from '../../http/route.ts'
import { objectParser, optional } from '../../xcontent/object-parser.ts'
import { string } from '../../xcontent/values.ts'
import { validate, validateInside } from '../../xcontent/validate.ts'
import type { SecurityContext } from '../security-context.ts'
import { passwordComplaint } from './password-complaint.ts'

const action = 'cluster:admin/xpack/security/user/change_password'
const parser = objectParser('change_password', { password: optional(string) }, { strict: true })

/** `PUT|POST /_security/user/{name}/_password`, and without a name one's own, which everybody may who logs in with one. */
export const changePassword =
  (method: 'POST' | 'PUT', path: '/_security/user/_password' | '/_security/user/{username}/_password') =>
  ({ store, authorizer, passwords }: SecurityContext): Route => ({
    method,
    path,
    query: ['refresh'],
    action,
    handle: async (request) => {
      const { principal } = request
      const name = request.params['username'] ?? principal.username
      const own = name === principal.username && principal.authenticationType === 'realm'
      if (!own) authorizer.requireCluster(principal, action)
      const { password } = parser.parse(await request.text())
      validateInside(passwordComplaint(password))
      validate(password === undefined && 'password is missing')
      const hash = await passwords.hash(password ?? '')
      const user = store.user(name)
      validateInside(user === undefined && 'user must exist in order to change password')
      if (user) store.putUser({ ...user, password: hash })
      return { status: 200, body: {} }
    },
  })
