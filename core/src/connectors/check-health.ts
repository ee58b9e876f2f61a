import { z } from 'zod'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { hasStatus } from '../errors.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { healthOf } from '../protocol/connector-health.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'

const input = z.strictObject({ connector: connectorField })

const lookAtIndex = async ({ es }: Context, index: string | null | undefined) => {
  if (!index) return { indexThere: undefined, documents: undefined }
  try {
    const found = await inspectIndex(es, index)
    return { indexThere: found !== undefined, documents: found?.documents }
  } catch (error) {
    // Who may not look at the index still hears the rest.
    if (hasStatus(error, 403)) return { indexThere: undefined, documents: undefined }
    throw error
  }
}

export const checkHealth = defineOperation({
  name: 'connector.health',
  version: 1,
  title: 'Check health',
  summary: 'Says whether a connector is well, and what to do where it is not.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps: Pick<OperationDeps, 'clock'>) => async (context, _input, connector) => {
    const [{ items: jobs }, index] = await Promise.all([
      listSyncJobs(context.es, { connectorId: connector.id }, { from: 0, size: 100 }),
      lookAtIndex(context, connector.index_name),
    ])
    const missing = missingConfiguration(connector.configuration)
    const health = healthOf({ connector, missing, jobs, ...index, now: deps.clock.now() })
    return {
      connector: connector.id,
      name: connectorLabel(connector),
      ...health,
      lastSeen: connector.last_seen ?? null,
      lastSynced: connector.last_synced ?? null,
    }
  },
})
