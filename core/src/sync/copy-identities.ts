import type { Client } from '@elastic/elasticsearch'
import { hasStatus, PatchbayError } from '../errors.ts'
import { identityDocument } from '../protocol/identity.ts'
import type { SourceDocument, SourceIdentity, SourcePage } from '../sources/data-source.ts'
import type { Claim } from './claim-job.ts'
import type { Running } from './copy-content.ts'
import { copyDocuments } from './copy-documents.ts'
import { deleteGone } from './delete-gone.ts'
import { type Ending, endingOf } from './job-ending.ts'
import { openIndex } from './open-index.ts'
import { ownStrangers } from './own-strangers.ts'
import { inSpan } from './span.ts'
import type { WorkerParts } from './worker-options.ts'

const part = 'identities'

/** As Elasticsearch's own template makes it for Elastic's service: hidden, and searched by id only. */
const prepareIdentityIndex = async (es: Client, index: string): Promise<boolean> => {
  if (await es.indices.exists({ index })) return false
  try {
    await es.indices.create({
      index,
      settings: { index: { hidden: true } },
      mappings: { dynamic: false, properties: { created_at: { type: 'date' } } },
    })
    return true
  } catch (error) {
    if (!hasStatus(error, 400) || error.type !== 'resource_already_exists_exception') throw error
    return false
  }
}

const documentOf = (identity: SourceIdentity, now: Date): SourceDocument => {
  const document = identityDocument(identity, now)
  return {
    id: identity.id,
    json: Buffer.from(JSON.stringify(document)),
    // When somebody was first found is no change of who they are.
    basis: JSON.stringify({ ...document, created_at: null }),
  }
}

/** Counts people as they come: a source that names nobody may have lost the right to ask. */
async function* pagesOf(
  identities: AsyncIterable<readonly SourceIdentity[]>,
  now: Date,
): AsyncGenerator<SourcePage> {
  let found = 0
  for await (const page of identities) {
    found += page.length
    yield { kind: 'documents', part, documents: page.map((identity) => documentOf(identity, now)) }
  }
  if (found === 0) {
    throw new PatchbayError('sync.failed', 'The data source names nobody, so every identity was kept.', {
      next: 'Look whether the user of the configuration may still list people.',
    })
  }
  yield { kind: 'end', part }
}

/** Writes who is who into the access control index. Whoever is gone from the source is gone from it, however many. */
export const copyIdentities = async (parts: WorkerParts, claim: Claim, running: Running): Promise<Ending> => {
  const { source, definition, written, signal } = running
  const { connector, index, lease } = claim
  if (source.identities === undefined) {
    const message = `The data source ${definition.serviceType} has no way to do an access control sync.`
    throw new PatchbayError('sync.failed', message, { next: 'Let another service sync this connector.' })
  }
  if (connector.configuration['use_document_level_security']?.value !== true) {
    const message = 'Document level security is switched off in the configuration.'
    throw new PatchbayError('sync.failed', message, {
      next: `\`patchbay access enable ${connector.id}\` switches it on.`,
    })
  }
  await inSpan(parts.span, { name: 'ping source' }, () => source.ping(signal))
  const { content, existing, writer } = await openIndex(parts, claim, {
    prepare: (client) => prepareIdentityIndex(client, index),
    reads: 'before',
    pipeline: undefined,
    written,
    signal,
  })
  try {
    const pages = pagesOf(source.identities({ signal }), parts.clock.now())
    const listed = await copyDocuments({
      pages,
      writer,
      existing,
      fields: '',
      keeps: undefined,
      rights: false,
      files: 'left',
      trying: { retries: 0, pause: parts.timing.retry, clock: parts.clock, signal },
      written,
      clock: parts.clock,
      signal,
    })
    await lease.renew()
    const strangersAreOurs = () => ownStrangers(parts.es, connector.id, connector.index_name ?? '')
    const confirmed = () => Promise.resolve(existing.size)
    await deleteGone({ writer, existing, listed, strangersAreOurs, maxDeletedShare: 1, confirmed })
    await content.use((client) => client.indices.refresh({ index }))
    return endingOf(listed, { written, held: undefined, connectorId: connector.id })
  } finally {
    await writer.settled()
  }
}
