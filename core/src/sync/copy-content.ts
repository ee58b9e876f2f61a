import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Checkpoint, HeldDeletes } from '../protocol/job-notes.ts'
import { configurationValues } from '../sources/configuration-values.ts'
import type { DataSource, DataSourceDefinition, FingerprintsRequest } from '../sources/data-source.ts'
import { settingsMark } from '../sources/settings-mark.ts'
import { ChunkDigests } from './chunk-digests.ts'
import type { Claim } from './claim-job.ts'
import { confirmedDeletes } from './confirmed-deletes.ts'
import { type Copying, copyDocuments } from './copy-documents.ts'
import { deleteGone } from './delete-gone.ts'
import { countStrangers, readIndexState } from './index-state.ts'
import { type Ending, endingOf } from './job-ending.ts'
import { jobRules } from './job-rules.ts'
import { checkpointOf, keepCheckpoints } from './keep-checkpoints.ts'
import { keepChunks, knownChunks } from './known-chunks.ts'
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

/** Lists everything, or what changed since the last sync; each call begins anew. */
const listingOf = (
  claim: Claim,
  { definition, source, signal }: Running,
  { trying, resume, skimmed }: Paging,
): (() => Copying['pages']) => {
  const { job, connector, index } = claim
  const { advanced, rules } = jobRules(claim, definition)
  if (job.job_type === 'full') {
    const list = (from: JsonObject | undefined) =>
      source.documents({ signal, advanced, rules, resume: from, fingerprints: skimmed() })
    return () => listAgain(trying, { list, goesOn: true, resume })
  }
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
  if (of !== index) throw nothingToGoOnFrom(index)
  return () => listAgain(trying, { list: () => changes({ signal, cursor, rules }), goesOn: false })
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
  const list = listingOf(claim, running, { trying, resume: () => before?.at, skimmed: () => skimmed })
  const opened = await openIndex(parts, claim, {
    prepare: (client) => prepareIndex(client, index, job.connector.language),
    reads: full ? 'along' : 'nothing',
    ...(full ? {} : { missing: nothingToGoOnFrom(index) }),
    pipeline: job.connector.pipeline?.name ?? undefined,
    written,
    signal,
  })
  const { content, writer, uuid, patiently } = opened
  let { existing } = opened
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
    const tells = full && keeps === undefined && !rights
    const inChunks = tells && before === undefined && opened.isInOrder
    const asked = { uuid, existing }
    const known = inChunks ? await patiently(() => knownChunks(es, claim, asked)) : undefined
    if (tells && existing.size > 0) skimmed = { suffix: treatment, digests: known }
    const fields = fieldsOf(definition, claim, clock.now())
    const onCheckpoint = full
      ? keepCheckpoints({ writer, written, index, mark, clock, onKept: running.onCheckpoint })
      : undefined
    // An incremental sync meets few documents: only these are looked up.
    const lookUp = (ids: readonly string[]) =>
      content.use((client) => lookUpExisting(client, { index, ids, doubtedFrom: lease.doubtedFrom, signal }))
    const copy = (digests: ChunkDigests | undefined) =>
      copyDocuments({
        pages: list(),
        writer,
        existing: full ? existing : lookUp,
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
        digests,
        ...(onCheckpoint && { onCheckpoint }),
      })
    let digests = inChunks ? new ChunkDigests() : undefined
    let listed = await copy(digests)
    if (listed.passed > 0 && existing.seen + listed.passed < existing.size) {
      // Something is gone from the source: what that is, only a look at every document tells.
      skimmed = { suffix: treatment }
      existing = await opened.readBefore()
      digests = new ChunkDigests()
      written.listed = 0
      written.checkpoint = undefined
      listed = await copy(digests)
    }
    await patiently(() => content.use((client) => proveSameIndex(client, index, uuid)))
    await lease.renew()
    let held: HeldDeletes | undefined
    if (full && listed.passed === 0) {
      const strangersAreOurs = () => ownStrangers(es, connector.id, index)
      const confirmed = () => confirmedDeletes(es, connector.id, index)
      held = await deleteGone({ writer, existing, listed, strangersAreOurs, maxDeletedShare, confirmed })
    }
    const state = await patiently(() => content.use((client) => readIndexState(client, index, signal)))
    // The cursor is worth nothing for another index.
    if (listed.cursor !== undefined) listed.cursor = { ...listed.cursor, index, index_uuid: uuid }
    const ending = endingOf(listed, {
      written,
      total: state.documents,
      held,
      connectorId: connector.id,
    })
    if (digests !== undefined && ending.status === 'completed') {
      const strangers = () => content.use((client) => countStrangers(client, index, signal))
      const kept = { uuid, state, digests, listed, written, strangers }
      await patiently(() => keepChunks(es, index, kept))
    }
    return ending
  } finally {
    await writer.settled()
  }
}
