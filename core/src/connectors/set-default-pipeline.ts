import { z } from 'zod'
import { readDefaultPipeline, writeDefaultPipeline } from '../elasticsearch/default-pipeline.ts'
import { PatchbayError, hasStatus } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { connectorIndices } from '../protocol/privilege-names.ts'
import {
  pipelineChanges,
  pipelineFields,
  requirePipeline,
  unseenWarnings,
  wantedPipeline,
} from './pipeline-input.ts'

const input = z.strictObject(pipelineFields)

const noConnector = (cause: unknown): PatchbayError =>
  new PatchbayError('connector.state', 'There is no connector yet, and so nowhere to keep this.', {
    next: 'Make the first connector, then set the default pipeline of the others.',
    cause,
  })

export const setDefaultPipeline = defineOperation({
  name: 'connector.set-default-pipeline',
  version: 1,
  title: 'Set default pipeline',
  summary: 'Changes the ingest pipeline that new connectors get, here and in Kibana.',
  risk: 'guarded',
  skipsEmpty: true,
  input,
  privileges: (_input, _target, { version }) =>
    allOf(toManageConnectors(version), {
      cluster: [],
      index: [{ names: [connectorIndices], privileges: ['manage'] }],
    }),
  validate: () => async (context, asked) => {
    if (isAtLeast(context.cluster.version, 9)) {
      throw new PatchbayError(
        'connector.state',
        'From 9.0 on Elasticsearch keeps the index of the connectors, where this would be, to itself.',
        { next: 'Set the pipeline of each connector: `patchbay connector set-pipeline`.' },
      )
    }
    await requirePipeline(context, asked)
  },
  plan: () => async (context, asked) => {
    const now = await readDefaultPipeline(context.es)
    const warnings = await unseenWarnings(context, asked.name)
    return {
      headline: 'Set default pipeline · of new connectors',
      changes: pipelineChanges(now, wantedPipeline(now, asked)),
      stays: ['the pipelines of the connectors that are there'],
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run:
    () =>
    async ({ es, step }, asked) => {
      const pipeline = wantedPipeline(await readDefaultPipeline(es), asked)
      await step('set-default-pipeline', {
        run: async () => {
          await writeDefaultPipeline(es, pipeline).catch((error: unknown) => {
            throw hasStatus(error, 404) ? noConnector(error) : error
          })
          return null
        },
      })
      return { pipeline }
    },
})
