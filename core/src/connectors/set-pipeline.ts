import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { type Connector, pipelineSchema } from '../protocol/connector.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import {
  pipelineChanges,
  pipelineFields,
  requirePipeline,
  unseenWarnings,
  wantedPipeline,
} from './pipeline-input.ts'

const input = z.strictObject({ connector: connectorField, ...pipelineFields })

const pipelineOf = (connector: Connector) => pipelineSchema.parse(connector.pipeline ?? {})

export const setPipeline = defineOperation({
  name: 'connector.set-pipeline',
  version: 1,
  title: 'Set pipeline',
  summary: 'Changes the ingest pipeline of a connector, or what it does with documents.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => pipelineOf(connector),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => (context, asked) => requirePipeline(context, asked),
  plan: () => async (context, asked, connector) => {
    const now = pipelineOf(connector)
    const warnings = await unseenWarnings(context, asked.name)
    return {
      headline: `Set pipeline · ${connectorHeadline(connector)}`,
      changes: pipelineChanges(now, wantedPipeline(now, asked)),
      stays: ['documents that are in the index stay as they are until they change or are synced anew'],
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run: () => async (context, asked, connector) => {
    const pipeline = wantedPipeline(pipelineOf(connector), asked)
    await context.step('set-pipeline', {
      run: async () => {
        await context.es.connector.updatePipeline({ connector_id: connector.id, pipeline })
        return null
      },
    })
    return { connector: connector.id, pipeline }
  },
})
