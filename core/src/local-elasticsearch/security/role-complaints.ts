import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { patternComplaint } from './privileges/pattern.ts'
import type { Privileges } from './privileges/privileges.ts'
import type { RoleDescriptor } from './role-descriptor.ts'

const complaintOf = (check: () => unknown): string[] => {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof ElasticsearchException) return [error.reason]
    throw error
  }
}

/** What is wrong with the privileges and patterns of a role, for the list of a validation error. */
export const roleComplaints = (privileges: Privileges, descriptor: RoleDescriptor): string[] => [
  ...descriptor.cluster.flatMap((name) => complaintOf(() => privileges.cluster.resolve(name))),
  ...descriptor.indices.flatMap((grant) => [
    ...grant.privileges.flatMap((name) => complaintOf(() => privileges.index.resolve(name))),
    ...grant.names.map(patternComplaint).filter((complaint) => complaint !== undefined),
  ]),
  ...descriptor.run_as.map(patternComplaint).filter((complaint) => complaint !== undefined),
  ...(Object.keys(descriptor.metadata).some((key) => key.startsWith('_'))
    ? ['role descriptor metadata keys may not start with [_]']
    : []),
]
