import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { reservedRoles } from '../reserved-roles.ts'
import type { SecurityContext } from '../security-context.ts'

/** `DELETE /_security/role/{name}`: users keep its name, which then means nothing. */
export const deleteRole = ({ store }: SecurityContext): Route => ({
  method: 'DELETE',
  path: '/_security/role/{name}',
  query: ['refresh'],
  action: 'cluster:admin/xpack/security/role/delete',
  handle: ({ params }) => {
    const name = params['name'] ?? ''
    if (reservedRoles.has(name)) {
      throw new ElasticsearchException(
        400,
        'illegal_argument_exception',
        `role [${name}] is reserved and cannot be deleted`,
      )
    }
    const found = store.deleteRole(name)
    return { status: found ? 200 : 404, body: { found } }
  },
})
