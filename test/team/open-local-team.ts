import { startLocalCluster } from '../conformance/on-cluster.ts'
import { openTeam, type Team } from './open-team.ts'

/** A team on a local Elasticsearch of its own, which `close` takes away with its data. */
export const openLocalTeam = async (): Promise<{ team: Team; close: () => Promise<void> }> => {
  const cluster = await startLocalCluster()
  return { team: await openTeam(cluster), close: cluster.close }
}
