import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { validateInside } from '../../xcontent/validate.ts'
import type { SecurityContext } from '../security-context.ts'

/** `PUT|POST /_security/user/{name}/_enable` and `_disable`. */
export const enableUser =
  (method: 'POST' | 'PUT', verb: '_disable' | '_enable') =>
  ({ store }: SecurityContext): Route => ({
    method,
    path: `/_security/user/{username}/${verb}`,
    query: ['refresh'],
    action: 'cluster:admin/xpack/security/user/set_enabled',
    handle: ({ params, principal }) => {
      const name = params['username'] ?? ''
      if (name === principal.username) {
        throw new ElasticsearchException(
          400,
          'illegal_argument_exception',
          'users may not update the enabled status of their own account',
        )
      }
      const user = store.user(name)
      validateInside(user === undefined && `only existing users can be ${verb.slice(1)}d`)
      if (user) store.putUser({ ...user, enabled: verb === '_enable' })
      return { status: 200, body: {} }
    },
  })
