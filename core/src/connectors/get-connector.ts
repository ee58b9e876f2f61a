import { z } from 'zod'
import { countDocuments } from '../elasticsearch/inspect-index.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { type Connector, jobTypes } from '../protocol/connector.ts'
import { featureSwitches } from '../protocol/features.ts'
import { kibanaPage } from '../protocol/kibana-links.ts'
import { pipelineSwitches } from '../protocol/pipeline-switches.ts'
import { nextRuns, parseSchedule } from '../protocol/schedule.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { scheduledWords } from './scheduled-words.ts'
import { showConfiguration } from './show-configuration.ts'

const input = z.strictObject({ connector: connectorField })

const schedules = ({ scheduling }: Connector) =>
  Object.fromEntries(
    jobTypes.flatMap((kind) => {
      const schedule = scheduling?.[kind]
      return schedule === undefined ? [] : [[kind, scheduledWords(schedule)]]
    }),
  )

/** When each kind that is on begins next; a schedule that can't be read never does. */
const nextSyncs = ({ scheduling }: Connector, now: Date) =>
  Object.fromEntries(
    jobTypes.flatMap((kind) => {
      const schedule = scheduling?.[kind]
      if (schedule?.enabled !== true) return []
      try {
        const runs = nextRuns(parseSchedule(schedule.interval), now, 5)
        return [[kind, runs.map((run) => run.toISOString())]]
      } catch {
        return []
      }
    }),
  )

export const getConnector = defineOperation({
  name: 'connector.get',
  version: 1,
  title: 'Show connector',
  summary: 'Shows one connector: what it is, how it is configured, what happened last.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps: Pick<OperationDeps, 'clock'>) => async (context, _input, connector) => {
    const index = connector.index_name ?? undefined
    return {
      id: connector.id,
      name: connector.name || null,
      description: connector.description || null,
      serviceType: connector.service_type ?? null,
      managed: connector.is_native,
      status: connector.status,
      error: connector.error || null,
      index: index ?? null,
      documents: (index === undefined ? undefined : await countDocuments(context.es, index)) ?? null,
      language: connector.language ?? null,
      schedules: schedules(connector),
      nextSyncs: nextSyncs(connector, deps.clock.now()),
      features: featureSwitches(connector),
      apiKeyId: connector.api_key_id || null,
      connectorSecret: connector.api_key_secret_id ? 'set' : 'not set',
      pipeline: connector.pipeline?.name ?? null,
      ...(connector.pipeline == null ? {} : { pipelineSettings: pipelineSwitches(connector.pipeline) }),
      lastSeen: connector.last_seen ?? null,
      lastSynced: connector.last_synced ?? null,
      lastSync: connector.last_sync_status ?? null,
      lastSyncError: connector.last_sync_error ?? null,
      missing: missingConfiguration(connector.configuration),
      ...kibanaPage(context.cluster, connector.id),
      configuration: showConfiguration(connector.configuration),
    }
  },
})
