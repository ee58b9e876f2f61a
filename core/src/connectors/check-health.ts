import { z } from 'zod'
import { countFields } from '../elasticsearch/count-fields.ts'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { readKeys } from '../elasticsearch/read-keys.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { healthOf } from '../protocol/connector-health.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { keyIdsOf } from '../steps/key-ids.ts'
import { keyFacts } from './key-facts.ts'
import { lookAtIndex } from './look-at-index.ts'

const input = z.strictObject({ connector: connectorField })

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
    const { apiKeyId } = keyIdsOf(connector)
    const { index_name: name } = connector
    const [{ items: jobs }, index, fields, keys] = await Promise.all([
      listSyncJobs(context.es, { connectorId: connector.id }, { from: 0, size: 100 }),
      lookAtIndex(context.es, name),
      name ? countFields(context.es, name) : undefined,
      apiKeyId === null ? undefined : readKeys(context.es, apiKeyId),
    ])
    const missing = missingConfiguration(connector.configuration)
    const health = healthOf({
      connector,
      missing,
      jobs,
      ...index,
      fields,
      key: keyFacts(connector, keys),
      now: deps.clock.now(),
    })
    return {
      connector: connector.id,
      name: connectorLabel(connector),
      ...health,
      lastSeen: connector.last_seen ?? null,
      lastSynced: connector.last_synced ?? null,
    }
  },
})
