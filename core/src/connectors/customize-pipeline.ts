import type { estypes } from '@elastic/elasticsearch'
import { z } from 'zod'
import { PatchbayError, hasStatus } from '../errors.ts'
import { type Context, defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { type Connector, pipelineSchema } from '../protocol/connector.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { copyMark, pipelineParts } from '../steps/pipeline-parts.ts'

const input = z.strictObject({ connector: connectorField })

type Processors = estypes.IngestProcessorContainer[]

const pipelineOf = (connector: Connector) => pipelineSchema.parse(connector.pipeline ?? {})

const indexOf = (connector: Connector): string => {
  if (connector.index_name) return connector.index_name
  throw new PatchbayError(
    'connector.state',
    `"${connectorLabel(connector)}" has no index, and a pipeline of its own is named after it.`,
    { field: 'connector', next: 'Attach an index first: `patchbay connector attach-index`.' },
  )
}

const readPipeline = async ({ es }: Pick<Context, 'es'>, id: string) => {
  try {
    return (await es.ingest.getPipeline({ id }))[id]
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

/** Undefined where the caller may not look: then the privileges that are missing are named instead. */
const isThere = async (context: Pick<Context, 'es'>, id: string): Promise<boolean | undefined> => {
  try {
    return (await readPipeline(context, id)) !== undefined
  } catch (error) {
    if (hasStatus(error, 403)) return undefined
    throw error
  }
}

/** True for a processor that only takes away what the pipeline was told: it has to stay the last one. */
const cleansUp = (processor: estypes.IngestProcessorContainer | undefined): boolean => {
  const fields = [processor?.remove?.field ?? []].flat()
  return fields.length > 0 && fields.every((field) => field.startsWith('_'))
}

/** The processors that are there, with calls of the two own pipelines before the clean-up at their end. */
const withOwnParts = (
  processors: Processors,
  { custom, inference }: ReturnType<typeof pipelineParts>,
): Processors => {
  const own: Processors = [
    { pipeline: { if: 'ctx?._run_ml_inference == true', name: inference } },
    { pipeline: { name: custom } },
  ]
  const end = cleansUp(processors.at(-1)) ? processors.length - 1 : processors.length
  return [...processors.slice(0, end), ...own, ...processors.slice(end)]
}

export const customizePipeline = defineOperation({
  name: 'connector.customize-pipeline',
  version: 1,
  title: 'Copy and customize pipeline',
  summary: 'Gives a connector a copy of its ingest pipeline, with a part of its own to put processors into.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({ ...identityBasis(connector), pipeline: pipelineOf(connector) }),
  privileges: (_input, _target, { version }) =>
    allOf(toManageConnectors(version), { cluster: ['manage_pipeline'], index: [] }),
  validate: () => async (context, _input, connector) => {
    const index = indexOf(connector)
    const { name } = pipelineOf(connector)
    if (name === index) {
      throw new PatchbayError(
        'connector.state',
        `"${connectorLabel(connector)}" has its own pipeline already.`,
        {
          field: 'connector',
          next: `Put processors into ${pipelineParts(index).custom}.`,
        },
      )
    }
    if ((await isThere(context, name)) === false) {
      throw new PatchbayError('connector.state', `There is no ingest pipeline "${name}" to copy.`, {
        field: 'connector',
        next: '`patchbay connector set-pipeline` gives it another one.',
      })
    }
    if ((await isThere(context, index)) !== true) return
    throw new PatchbayError('connector.state', `There is an ingest pipeline "${index}" already.`, {
      field: 'connector',
      next: `To use it: \`patchbay connector set-pipeline ${connector.id} --name ${index}\`.`,
    })
  },
  plan: () => async (context, _input, connector) => {
    const index = indexOf(connector)
    const { custom, inference } = pipelineParts(index)
    const { name } = pipelineOf(connector)
    const there = await Promise.all([custom, inference].map((id) => isThere(context, id)))
    return {
      headline: `Copy and customize pipeline · ${connectorHeadline(connector)}`,
      changes: [
        { what: index, to: `a copy of ${name} that calls the two below` },
        ...[custom, inference].map((id, at) => ({
          what: id,
          to: there[at] === true ? 'is there already, and is used' : 'empty: for processors of your own',
        })),
        { what: 'pipeline', from: name, to: index },
      ],
      stays: [`${name}: what changes in it later does not come into the copy`],
      after: [`back again: \`patchbay connector set-pipeline ${connector.id} --name ${name}\``],
    }
  },
  run: () => async (context, _input, connector) => {
    const { es, step } = context
    const index = indexOf(connector)
    const parts = pipelineParts(index)
    const before = pipelineOf(connector)
    for (const id of [parts.custom, parts.inference]) {
      await step(`make ${id}`, {
        run: async () => {
          if ((await readPipeline(context, id)) === undefined)
            await es.ingest.putPipeline({ id, description: `Processors of ${index} alone`, processors: [] })
          return null
        },
      })
    }
    await step('copy', {
      run: async () => {
        const { processors = [] } = (await readPipeline(context, before.name)) ?? {}
        await es.ingest.putPipeline({
          id: index,
          description: `Copy of ${before.name} for the connector ${connectorLabel(connector)}`,
          _meta: copyMark,
          processors: withOwnParts(processors, parts),
        })
        return null
      },
    })
    await step('set-pipeline', {
      run: async () => {
        await es.connector.updatePipeline({
          connector_id: connector.id,
          pipeline: { ...before, name: index },
        })
        return null
      },
    })
    return { connector: connector.id, pipeline: index, custom: parts.custom, inference: parts.inference }
  },
})
