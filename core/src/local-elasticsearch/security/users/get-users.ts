import type { Route } from '../../http/route.ts'
import type { SecurityContext } from '../security-context.ts'
import type { StoredUser } from '../security-store.ts'
import { splitNames } from '../split-names.ts'

const action = 'cluster:admin/xpack/security/user/get'

const shown = ({ name, roles, full_name: fullName, email, metadata, enabled }: StoredUser) => ({
  username: name,
  roles,
  full_name: fullName,
  email,
  metadata,
  enabled,
})

const byName = (users: readonly StoredUser[]) =>
  Object.fromEntries(users.map((user) => [user.name, shown(user)]))

/** `GET /_security/user`: all of them, `elastic` first. */
export const listUsers = ({ store }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/user',
  action,
  handle: () => ({ status: 200, body: byName(store.users()) }),
})

/** `GET /_security/user/{a,b}`: those that there are; 404 with `{}` when there is none. */
export const getUsers = ({ store }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/user/{username}',
  action,
  handle: ({ params }) => {
    const names = splitNames(params['username'] ?? '')
    const found = names.map((name) => store.user(name)).filter((user) => user !== undefined)
    return { status: found.length === 0 ? 404 : 200, body: byName(found) }
  },
})
