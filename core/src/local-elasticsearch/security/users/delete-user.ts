import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import type { SecurityContext } from '../security-context.ts'

/** `DELETE /_security/user/{name}`: API keys of the user go on working. */
export const deleteUser = ({ store }: SecurityContext): Route => ({
  method: 'DELETE',
  path: '/_security/user/{username}',
  query: ['refresh'],
  action: 'cluster:admin/xpack/security/user/delete',
  handle: ({ params }) => {
    const name = params['username'] ?? ''
    if (store.user(name)?.reserved) {
      throw new ElasticsearchException(
        400,
        'illegal_argument_exception',
        `user [${name}] is reserved and cannot be deleted`,
      )
    }
    const found = store.deleteUser(name)
    return { status: found ? 200 : 404, body: { found } }
  },
})
