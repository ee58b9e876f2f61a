import { connectorsIndex, syncJobsIndex } from './connector-context.ts'

export interface IndexRight {
  action: string
  index: string
}

const on = (index: string, ...actions: readonly string[]): IndexRight[] =>
  actions.map((action) => ({ action: `indices:data/${action}`, index }))

const prefix = 'cluster:admin/xpack/connector/'

const special: Readonly<Record<string, readonly IndexRight[]>> = {
  post: on(connectorsIndex, 'write/index'),
  put: on(connectorsIndex, 'write/index'),
  get: on(connectorsIndex, 'read/get'),
  list: on(connectorsIndex, 'read/search'),
  delete: on(connectorsIndex, 'write/delete'),
  'sync_job/post': [...on(connectorsIndex, 'read/get'), ...on(syncJobsIndex, 'write/index')],
  'sync_job/get': on(syncJobsIndex, 'read/get'),
  'sync_job/list': on(syncJobsIndex, 'read/search'),
  'sync_job/delete': on(syncJobsIndex, 'write/delete'),
}

/** These look before they write, and so need to read. */
const readsFirst = [
  'update_index_name',
  'update_service_type',
  'update_native',
  'update_status',
  'update_configuration',
  'update_filtering',
  'update_filtering/draft_validation',
  'update_filtering/activate',
  'sync_job/cancel',
  'sync_job/claim',
  'sync_job/update_error',
]

/**
 * What the caller needs on the connector indices for this action where his own rights count (before 9.0). Secrets are
 * kept apart: the server reaches them by itself.
 */
export const indexRights = (action: string): readonly IndexRight[] => {
  const name = action.startsWith(prefix) ? action.slice(prefix.length) : ''
  if (name.startsWith('secret/')) return []
  const found = special[name]
  if (found !== undefined) return found
  const index = name.startsWith('sync_job/') ? syncJobsIndex : connectorsIndex
  return on(index, ...(readsFirst.includes(name) ? ['read/get'] : []), 'write/update')
}
