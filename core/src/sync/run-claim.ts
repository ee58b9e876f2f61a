import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { jsonObjectSchema } from '../lib/json.ts'
import type { Connector } from '../protocol/connector.ts'
import { configurationValues } from '../sources/configuration-values.ts'
import type { DataSource, DataSourceDefinition } from '../sources/data-source.ts'
import { BulkWriter } from './bulk-writer.ts'
import type { Claim } from './claim-job.ts'
import { ContentAccess } from './content-access.ts'
import { copyDocuments } from './copy-documents.ts'
import { deleteGone } from './delete-gone.ts'
import { type Ending, endingOf } from './job-ending.ts'
import { ownStrangers } from './own-strangers.ts'
import { prepareIndex } from './prepare-index.ts'
import { readExisting } from './read-existing.ts'
import type { WorkerParts } from './worker-options.ts'
import type { Written } from './written.ts'

const countSchema = z.object({ count: z.number() })
const rulesSchema = z.object({
  rules: z.array(z.looseObject({ id: z.string() })).nullish(),
  advanced_snippet: z
    .object({ value: z.union([jsonObjectSchema, z.array(z.unknown())]).nullish() })
    .nullish(),
})

/** Rules that this worker can't apply must not be passed over: what they exclude would be copied. */
const refuseRules = ({ job }: Claim): void => {
  const filtering: unknown = Array.isArray(job.connector.filtering)
    ? job.connector.filtering[0]
    : job.connector.filtering
  const { rules, advanced_snippet: advanced } = rulesSchema.safeParse(filtering ?? {}).data ?? {}
  const hasRules = (rules ?? []).some(({ id }) => id !== 'DEFAULT')
  if (!hasRules && Object.keys(advanced?.value ?? {}).length === 0) return
  throw new PatchbayError(
    'sync.failed',
    'The connector has sync rules, which this worker does not apply yet.',
    {
      next: 'Remove the rules, or let another service sync this connector.',
    },
  )
}

const definitionOf = async (
  { sources }: WorkerParts,
  connector: Connector,
): Promise<DataSourceDefinition> => {
  const load = sources[connector.service_type ?? '']
  if (load !== undefined) return load()
  throw new PatchbayError(
    'source.invalid',
    `This worker has no data source "${connector.service_type ?? ''}".`,
    {
      next: 'Change the service type, or let another service sync this connector.',
    },
  )
}

const onlyFull = ({ job, connector }: Claim): void => {
  if (job.job_type === 'full') return
  const kind = job.job_type === 'incremental' ? 'an incremental sync' : 'an access control sync'
  throw new PatchbayError(
    'sync.failed',
    `The data source ${connector.service_type ?? ''} has no way to do ${kind}.`,
    {
      next: 'Run a full sync.',
    },
  )
}

/** Fields at the end of each document: its time where the source knows none, and what a pipeline wants to be told. */
const fieldsOf = ({ timestamps }: DataSourceDefinition, { job }: Claim, now: Date): string => {
  const { pipeline } = job.connector
  const fields = {
    ...(timestamps ? {} : { _timestamp: now.toISOString() }),
    ...(pipeline?.name
      ? {
          _extract_binary_content: pipeline.extract_binary_content ?? true,
          _reduce_whitespace: pipeline.reduce_whitespace ?? true,
          _run_ml_inference: pipeline.run_ml_inference ?? true,
        }
      : {}),
  }
  const json = JSON.stringify(fields)
  return json === '{}' ? '' : `,${json.slice(1, -1)}`
}

interface Running {
  written: Written
  signal: AbortSignal
}

/**
 * Does the work of a job: reads what the index has, copies what the source has, then deletes what is gone. Anything that
 * is thrown before the deletes leaves every document where it is.
 */
export const runClaim = async (parts: WorkerParts, claim: Claim, running: Running): Promise<Ending> => {
  onlyFull(claim)
  refuseRules(claim)
  const definition = await definitionOf(parts, claim.connector)
  // The connector's configuration as it is now, not the job's copy: a password corrected since counts.
  const source = definition.open(configurationValues(claim.connector.configuration))
  try {
    return await copy(parts, claim, { ...running, definition, source })
  } finally {
    await source.close()
  }
}

const copy = async (
  parts: WorkerParts,
  claim: Claim,
  { definition, source, written, signal }: Running & { definition: DataSourceDefinition; source: DataSource },
): Promise<Ending> => {
  const { connector, index, lease, job } = claim
  const { clock, ids, timing, es, maxDeletedShare } = parts
  await source.ping(signal)
  const content = await ContentAccess.open(parts, connector, (apiKeyId) => lease.useKey(apiKeyId))
  await content.use((client) => prepareIndex(client, index, job.connector.language))
  const { documents: existing, version } = await content.use((client) => readExisting(client, index, signal))
  await lease.raise(version)

  const pipeline = job.connector.pipeline?.name ?? undefined
  const { patience } = timing
  const proveLease = () => lease.renew()
  const delivery = { content, index, pipeline, written, proveLease, clock, ids, signal, patience }
  const writer = new BulkWriter(delivery, () => lease.epoch)
  try {
    const fields = fieldsOf(definition, claim, clock.now())
    const listed = await copyDocuments({ source, writer, existing, fields, signal })
    const strangersAreOurs = existing.strangers > 0 && (await ownStrangers(es, connector.id, index))
    await proveLease()
    await deleteGone({ writer, existing, listed, strangersAreOurs, maxDeletedShare })
    await content.use((client) => client.indices.refresh({ index }))
    const { count } = countSchema.parse(await content.use((client) => client.count({ index })))
    return endingOf(listed, { written, total: count })
  } finally {
    await writer.settled()
  }
}
