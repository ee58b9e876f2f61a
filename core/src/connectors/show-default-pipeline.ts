import { z } from 'zod'
import { readDefaultPipeline } from '../elasticsearch/default-pipeline.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { pipelineSwitches } from '../protocol/pipeline-switches.ts'

export const showDefaultPipeline = defineOperation({
  name: 'connector.default-pipeline',
  version: 1,
  title: 'Show default pipeline',
  summary: 'Shows the ingest pipeline that new connectors get, and what it is told about each document.',
  risk: 'read',
  input: z.strictObject({}),
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run:
    () =>
    async ({ es }) => {
      const pipeline = await readDefaultPipeline(es)
      return { pipeline: pipeline.name, ...pipelineSwitches(pipeline) }
    },
})
