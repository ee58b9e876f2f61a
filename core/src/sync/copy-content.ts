import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Checkpoint, HeldDeletes } from '../protocol/job-notes.ts'
import { configurationValues } from '../sources/configuration-values.ts'
import type { DataSource, DataSourceDefinition, FingerprintsRequest } from '../sources/data-source.ts'
import { settingsMark } from '../sources/settings-mark.ts'
import type { Claim } from './claim-job.ts'
import { confirmedDeletes } from './confirmed-deletes.ts'
import { type Copying, copyDocuments } from './copy-documents.ts'
import { deleteGone } from './delete-gone.ts'
import { type Ending, endingOf } from './job-ending.ts'
import { jobRules } from './job-rules.ts'
import { checkpointOf, keepCheckpoints } from './keep-checkpoints.ts'
import { listAgain } from './list-again.ts'
import { lookUpExisting } from './look-up-existing.ts'
import { openIndex } from './open-index.ts'
import { ownStrangers } from './own-strangers.ts'
import { prepareIndex } from './prepare-index.ts'
import { proveSameIndex } from './read-index-facts.ts'
import { inSpan } from './span.ts'
import type { Trying } from './try-again.ts'
import type { WorkerParts } from './worker-options.ts'
import { goOnCounting, type Written } from './written.ts'

const countSchema = z.object({ count: z.number() })

const nothingToGoOnFrom = (index: string): PatchbayError =>
  new PatchbayError('sync.failed', `No full sync into ${index} ended well that this one could go on from.`, {
    next: 'Run a full sync.',
  })

/** What a job reads, and into what. */
export interface Running {
  definition: DataSourceDefinition
  source: DataSource
  written: Written
  signal: AbortSignal
  /** Called when the sync could go on from further on than before. */
  onCheckpoint: () => void
}

const usualRetries = 3

/** As often as the configuration says, where it says so. */
const tryingOf = ({ clock, timing }: WorkerParts, { connector }: Claim, signal: AbortSignal): Trying => {
  const { retry_count: retries = usualRetries } = configurationValues(connector.configuration)
  return { retries: z.int().min(0).catch(usualRetries).parse(retries), pause: timing.retry, clock, signal }
}

interface Paging {
  trying: Trying
  /** Asked once the index is known: from where to go on, and what to tell documents by that need not come. */
  resume: () => JsonObject | undefined
  skimmed: () => FingerprintsRequest | undefined
}

/** Everything, or what changed since the last sync. */
const pagesOf = (
  claim: Claim,
  { definition, source, signal }: Running,
  { trying, resume, skimmed }: Paging,
): Copying['pages'] => {
  const { job, connector, index } = claim
  const { advanced, rules } = jobRules(claim, definition)
  if (job.job_type === 'full')
    return listAgain(trying, {
      list: (from) => source.documents({ signal, advanced, rules, resume: from, fingerprints: skimmed() }),
      goesOn: true,
      resume,
    })
  const { changes } = source
  if (changes === undefined) {
    const message = `The data source ${definition.serviceType} has no way to do an incremental sync.`
    throw new PatchbayError('sync.failed', message, { next: 'Run a full sync.' })
  }
  if (advanced !== undefined) {
    const message = 'An incremental sync knows no advanced sync rule: it could copy what the rule leaves out.'
    throw new PatchbayError('sync.failed', message, { next: 'Run a full sync.' })
  }
  const { index: of, index_uuid: _uuid, ...cursor } = connector.sync_cursor ?? {}
  if (of === index)
    return listAgain(trying, { list: () => changes({ signal, cursor, rules }), goesOn: false })
  throw nothingToGoOnFrom(index)
}

/** Whether documents must say who may see them. */
const showsRights = ({ connector }: Claim, { source, definition }: Running): boolean => {
  if (connector.configuration['use_document_level_security']?.value !== true) return false
  if (source.identities !== undefined) return true
  // Copied without rights, everybody would see what somebody wanted hidden.
  throw new PatchbayError(
    'sync.failed',
    `Document level security is on, and the data source ${definition.serviceType} can't tell here who may see what.`,
    { next: `Let another service sync this connector, or \`patchbay access disable ${connector.id}\`.` },
  )
}

interface PipelineFields {
  _extract_binary_content: boolean
  _reduce_whitespace: boolean
  _run_ml_inference: boolean
}

/** What the pipeline is told with each document; undefined where there is none. */
const pipelineFields = ({ job }: Claim): PipelineFields | undefined => {
  const { pipeline } = job.connector
  if (!pipeline?.name) return undefined
  return {
    _extract_binary_content: pipeline.extract_binary_content ?? true,
    _reduce_whitespace: pipeline.reduce_whitespace ?? true,
    _run_ml_inference: pipeline.run_ml_inference ?? true,
  }
}

/** What another pipeline makes of a document is another document, though its source is the same. */
const treatmentOf = (claim: Claim): string => {
  const fields = pipelineFields(claim)
  const name = claim.job.connector.pipeline?.name
  return fields === undefined ? '' : `\npipeline ${JSON.stringify({ name, ...fields })}`
}

/** Fields at the end of each document: its time where the source knows none, and what a pipeline wants to be told. */
const fieldsOf = ({ timestamps }: DataSourceDefinition, claim: Claim, now: Date): string => {
  const fields = { ...(timestamps ? {} : { _timestamp: now.toISOString() }), ...pipelineFields(claim) }
  const json = JSON.stringify(fields)
  return json === '{}' ? '' : `,${json.slice(1, -1)}`
}

/**
 * What is in files is left out where the pipeline's switch says so. Elastic's service reads them all the same where they
 * go to its own extraction service, in whose place this one is.
 */
const filesOf = ({ job, connector }: Claim): Copying['files'] => {
  const { pipeline } = job.connector
  const extracts = pipeline?.extract_binary_content ?? true
  if (extracts) return pipeline?.name ? 'attached' : 'read'
  return connector.configuration['use_text_extraction_service']?.value === true ? 'read' : 'left'
}

/**
 * A full sync reads what the index has, copies what the source has, then deletes what is gone; an incremental one
 * copies what changed and deletes nothing. Anything that is thrown before the deletes leaves every document where it is.
 */
export const copyContent = async (parts: WorkerParts, claim: Claim, running: Running): Promise<Ending> => {
  const { definition, source, written, signal } = running
  const { connector, index, lease, job } = claim
  const { clock, es, maxDeletedShare } = parts
  const { keeps } = jobRules(claim, definition)
  const rights = showsRights(claim, running)
  await inSpan(parts.span, { name: 'ping source' }, () => source.ping(signal))
  const full = job.job_type === 'full'
  const trying = tryingOf(parts, claim, signal)
  let before: Checkpoint | undefined
  let skimmed: FingerprintsRequest | undefined
  const pages = pagesOf(claim, running, { trying, resume: () => before?.at, skimmed: () => skimmed })
  const { content, existing, writer, uuid } = await openIndex(parts, claim, {
    prepare: (client) => prepareIndex(client, index, job.connector.language),
    reads: full ? 'along' : 'nothing',
    ...(full ? {} : { missing: nothingToGoOnFrom(index) }),
    pipeline: job.connector.pipeline?.name ?? undefined,
    written,
    signal,
  })
  try {
    // Of the same name, and perhaps empty.
    const isAnother = (connector.sync_cursor?.['index_uuid'] ?? uuid) !== uuid
    if (!full && isAnother) throw nothingToGoOnFrom(index)
    const treatment = treatmentOf(claim)
    const files = filesOf(claim)
    const mark = settingsMark(uuid, rights, files)
    before = checkpointOf(claim, { mark, now: clock.now() })
    if (before !== undefined) goOnCounting(written, before)
    // Rules look into documents, and rights are told with them.
    if (full && existing.size > 0 && keeps === undefined && !rights) skimmed = { suffix: treatment }
    const fields = fieldsOf(definition, claim, clock.now())
    const onCheckpoint = full
      ? keepCheckpoints({ writer, written, index, mark, clock, onKept: running.onCheckpoint })
      : undefined
    // An incremental sync meets few documents: only these are looked up.
    const known = (ids: readonly string[]) =>
      content.use((client) => lookUpExisting(client, { index, ids, doubtedFrom: lease.doubtedFrom, signal }))
    const copying = {
      pages,
      writer,
      existing: full ? existing : known,
      fields,
      keeps,
      rights,
      treatment,
      files,
      trying,
      written,
      clock,
      signal,
      before,
    }
    const listed = await copyDocuments({ ...copying, ...(onCheckpoint && { onCheckpoint }) })
    await content.use((client) => proveSameIndex(client, index, uuid))
    await lease.renew()
    let held: HeldDeletes | undefined
    if (full) {
      const strangersAreOurs = () => ownStrangers(es, connector.id, index)
      const confirmed = () => confirmedDeletes(es, connector.id, index)
      held = await deleteGone({ writer, existing, listed, strangersAreOurs, maxDeletedShare, confirmed })
    }
    await content.use((client) => client.indices.refresh({ index }))
    const { count } = countSchema.parse(await content.use((client) => client.count({ index })))
    // The cursor is worth nothing for another index.
    if (listed.cursor !== undefined) listed.cursor = { ...listed.cursor, index, index_uuid: uuid }
    return endingOf(listed, { written, total: count, held, connectorId: connector.id })
  } finally {
    await writer.settled()
  }
}
