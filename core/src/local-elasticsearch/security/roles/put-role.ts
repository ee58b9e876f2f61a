import type { Route } from '../../http/route.ts'
import { parseBody } from '../../xcontent/parse-body.ts'
import { validate, validateInside } from '../../xcontent/validate.ts'
import { checkRoleQueries } from '../../visibility/role-query.ts'
import { nameComplaint } from '../names.ts'
import { readRoleDescriptor } from '../read-role-descriptor.ts'
import { reservedRoles } from '../reserved-roles.ts'
import { roleComplaints } from '../role-complaints.ts'
import type { SecurityContext } from '../security-context.ts'

/** `PUT|POST /_security/role/{name}`. */
export const putRole =
  (method: 'POST' | 'PUT') =>
  ({ store, privileges }: SecurityContext): Route => ({
    method,
    path: '/_security/role/{name}',
    query: ['refresh'],
    action: 'cluster:admin/xpack/security/role/put',
    handle: async (request) => {
      const name = request.params['name'] ?? ''
      const descriptor = readRoleDescriptor(name, parseBody(await request.text()))
      checkRoleQueries(descriptor)
      validate(
        reservedRoles.has(name) && `Role [${name}] is reserved and may not be used.`,
        ...roleComplaints(privileges, descriptor),
      )
      validateInside(nameComplaint('Role', name, 1024))
      const created = store.role(name) === undefined
      store.putRole(name, descriptor)
      return { status: 200, body: { role: { created } } }
    },
  })
