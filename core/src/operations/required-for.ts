import type { Cluster } from '../deps.ts'
import type { Required } from '../privileges/required.ts'
import { knowsPrivilege } from '../protocol/privilege-names.ts'
import type { AnyOperation } from './define-operation.ts'

/**
 * What a call of an operation needs on this cluster: a privilege that its version doesn't have is neither asked for
 * nor put into a role, which Elasticsearch would refuse.
 */
export const requiredFor = (
  operation: AnyOperation,
  { input, target, cluster }: { input: unknown; target: unknown; cluster: Cluster },
): Required => {
  const required = operation.privileges(input, target, cluster)
  const known = required.cluster.filter((privilege) => knowsPrivilege(cluster.version, privilege))
  return { ...required, cluster: known }
}
