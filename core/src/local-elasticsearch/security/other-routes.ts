import type { Route } from '../http/route.ts'
import type { SecurityContext } from './security-context.ts'

/** `GET /_security/privilege/_builtin`: the names of all privileges of this version. */
export const builtinPrivileges = ({ privileges }: SecurityContext): Route => ({
  method: 'GET',
  path: '/_security/privilege/_builtin',
  action: 'cluster:admin/xpack/security/privilege/builtin/get',
  handle: () => ({
    status: 200,
    body: {
      cluster: privileges.cluster.names.toSorted(),
      index: privileges.index.names.toSorted(),
      remote_cluster: [],
    },
  }),
})

/** `GET /_license`: everything is allowed, document-level security too, as in a trial that doesn't end. */
export const license = ({ now }: SecurityContext): Route => {
  const issued = now()
  return {
    method: 'GET',
    path: '/_license',
    query: ['local', 'accept_enterprise'],
    action: 'cluster:monitor/xpack/license/get',
    handle: () => ({
      status: 200,
      body: {
        license: {
          status: 'active',
          uid: '00000000-0000-0000-0000-000000000000',
          type: 'trial',
          issue_date: issued.toISOString(),
          issue_date_in_millis: issued.getTime(),
          max_nodes: 1000,
          max_resource_units: null,
          issued_to: 'patchbay-local',
          issuer: 'elasticsearch',
          start_date_in_millis: -1,
        },
      },
    }),
  }
}
