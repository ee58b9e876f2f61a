import type { Route } from '../../http/route.ts'
import { reservedRoles } from '../reserved-roles.ts'
import type { SecurityContext } from '../security-context.ts'
import { splitNames } from '../split-names.ts'

const action = 'cluster:admin/xpack/security/role/get'

/** `GET /_security/role`: all of them, the built-in ones first. */
export const listRoles = ({ store }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/role',
  action,
  handle: () => {
    const own = store.roles().map(({ name, descriptor }) => [name, descriptor])
    return { status: 200, body: Object.fromEntries([...reservedRoles, ...own]) }
  },
})

/** `GET /_security/role/{a,b}`: those that there are; 404 with `{}` when there is none. */
export const getRoles = ({ grants }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/role/{name}',
  action,
  handle: ({ params }) => {
    const found = grants.existing(splitNames(params['name'] ?? ''))
    return { status: Object.keys(found).length === 0 ? 404 : 200, body: found }
  },
})
