import { z } from 'zod'
import { PatchbayError, hasStatus } from '../errors.ts'
import type { Context } from '../operations/define-operation.ts'
import type { Pipeline } from '../protocol/connector.ts'
import type { PlanChange } from '../protocol/plan.ts'

/** A pipeline and what it is told about each document; what is left out stays as it is. */
export const pipelineFields = {
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
}
type Asked = { [Field in keyof typeof pipelineFields]?: z.infer<(typeof pipelineFields)[Field]> }

export const wantedPipeline = (now: Pipeline, asked: Asked): Pipeline => ({
  name: asked.name ?? now.name,
  extract_binary_content: asked.extractBinaryContent ?? now.extract_binary_content,
  reduce_whitespace: asked.reduceWhitespace ?? now.reduce_whitespace,
  run_ml_inference: asked.runMlInference ?? now.run_ml_inference,
})

export const pipelineChanges = (now: Pipeline, wanted: Pipeline): PlanChange[] => {
  const after = new Map<string, string | boolean>(Object.entries(wanted))
  return Object.entries(now).flatMap(([what, from]) =>
    after.get(what) === from ? [] : [{ what, from: String(from), to: String(after.get(what)) }],
  )
}

/** Whether the pipeline is there; undefined where the caller may not look. */
const isThere = async ({ es }: Pick<Context, 'es'>, name: string): Promise<boolean | undefined> => {
  try {
    await es.ingest.getPipeline({ id: name, summary: true })
    return true
  } catch (error) {
    if (hasStatus(error, 404)) return false
    if (hasStatus(error, 403)) return undefined
    throw error
  }
}

/** @throws PatchbayError `input.invalid` where nothing is asked for, or for a pipeline that isn't there. */
export const requirePipeline = async (context: Pick<Context, 'es'>, asked: Asked): Promise<void> => {
  const fields = [asked.name, asked.extractBinaryContent, asked.reduceWhitespace, asked.runMlInference]
  if (fields.every((value) => value === undefined)) {
    throw new PatchbayError('input.invalid', 'name: give a pipeline, or a switch to turn on or off.', {
      field: 'name',
    })
  }
  if (asked.name === undefined || (await isThere(context, asked.name)) !== false) return
  throw new PatchbayError('input.invalid', `name: there is no ingest pipeline "${asked.name}".`, {
    field: 'name',
    next: 'Make the pipeline first: without it every document of a sync is refused.',
  })
}

/** What a plan says of a pipeline that nobody could look at. */
export const unseenWarnings = async (
  context: Pick<Context, 'es'>,
  name: string | undefined,
): Promise<string[]> =>
  name !== undefined && (await isThere(context, name)) === undefined
    ? ['you may not look at pipelines, so nobody saw whether this one is there']
    : []
