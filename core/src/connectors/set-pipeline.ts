import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'
import { type Context, defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { type Connector, pipelineSchema } from '../protocol/connector.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'

const input = z.strictObject({
  connector: connectorField,
  name: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .describe('the ingest pipeline that documents go through'),
  extractBinaryContent: z.boolean().optional().describe('text of PDF and Office files is extracted'),
  reduceWhitespace: z.boolean().optional().describe('runs of blanks become one'),
  runMlInference: z.boolean().optional().describe('inference processors of the pipeline run'),
})
type Asked = z.infer<typeof input>

const pipelineOf = (connector: Connector) => pipelineSchema.parse(connector.pipeline ?? {})

const wanted = (connector: Connector, asked: Asked) => {
  const now = pipelineOf(connector)
  return {
    name: asked.name ?? now.name,
    extract_binary_content: asked.extractBinaryContent ?? now.extract_binary_content,
    reduce_whitespace: asked.reduceWhitespace ?? now.reduce_whitespace,
    run_ml_inference: asked.runMlInference ?? now.run_ml_inference,
  }
}

/** Whether the pipeline is there; undefined where the caller may not look. */
const isThere = async ({ es }: Context, name: string): Promise<boolean | undefined> => {
  try {
    await es.ingest.getPipeline({ id: name, summary: true })
    return true
  } catch (error) {
    if (hasStatus(error, 404)) return false
    if (hasStatus(error, 403)) return undefined
    throw error
  }
}

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
  validate: () => async (context, asked) => {
    const { connector: _named, ...fields } = asked
    if (Object.values(fields).every((value) => value === undefined)) {
      throw new PatchbayError('input.invalid', 'name: give a pipeline, or a switch to turn on or off.', {
        field: 'name',
      })
    }
    if (asked.name === undefined || (await isThere(context, asked.name)) !== false) return
    throw new PatchbayError('input.invalid', `name: there is no ingest pipeline "${asked.name}".`, {
      field: 'name',
      next: 'Make the pipeline first: without it every document of a sync is refused.',
    })
  },
  plan: () => async (context, asked, connector) => {
    const before = Object.entries(pipelineOf(connector))
    const after = new Map<string, string | boolean>(Object.entries(wanted(connector, asked)))
    const unchecked = asked.name !== undefined && (await isThere(context, asked.name)) === undefined
    return {
      headline: `Set pipeline · ${connectorHeadline(connector)}`,
      changes: before.flatMap(([what, from]) =>
        after.get(what) === from ? [] : [{ what, from: String(from), to: String(after.get(what)) }],
      ),
      stays: ['documents that are in the index stay as they are until they change or are synced anew'],
      ...(unchecked && {
        warnings: ['you may not look at pipelines, so nobody saw whether this one is there'],
      }),
    }
  },
  run: () => async (context, asked, connector) => {
    const pipeline = wanted(connector, asked)
    await context.step('set-pipeline', {
      run: async () => {
        await context.es.connector.updatePipeline({ connector_id: connector.id, pipeline })
        return null
      },
    })
    return { connector: connector.id, pipeline }
  },
})
