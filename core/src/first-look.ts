import { listConnectors } from './connectors/list-connectors.ts'
import type { Deps } from './deps.ts'
import { createRunner, type Runner } from './operations/create-runner.ts'
import { systemClock, systemIds } from './system-deps.ts'

export { connect } from './elasticsearch/connect.ts'
export { openCluster } from './elasticsearch/open-session.ts'
export { Secret } from './secrets/secret.ts'

/**
 * A core that only lists connectors. Whoever looks at a cluster waits for that; to load all other operations takes as long
 * again.
 */
export const createLister = (deps: Partial<Deps> = {}): Pick<Runner, 'run'> =>
  createRunner([listConnectors], { clock: systemClock, ids: systemIds, ...deps })
