import http from 'node:http'
import https from 'node:https'
import {
  type BlobItem,
  BlobServiceClient,
  type ContainerClient,
  newPipeline,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { bucketSource } from '../bucket-source.ts'
import type { DataSourceDefinition, SourceDocument, SourceFile } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { clockSlack, type ObjectStore } from '../read-buckets.ts'
import { settingsMark } from '../settings-mark.ts'
import { timeLimit } from '../time-limit.ts'
import { explainError, isAboutContainer, isGone } from './explain-error.ts'
import { parseSettings, type Settings } from './settings.ts'

/** Blobs that the store tells of at once. */
const pageSize = 1_000

/** Connections to what the worker's lookup gives. Redirects are only followed to the same host and port. */
const agentOf = ({ blob_endpoint, lookup }: Settings): http.Agent | undefined => {
  if (lookup === undefined) return undefined
  const { Agent } = new URL(blob_endpoint).protocol === 'https:' ? https : http
  return new Agent({ keepAlive: true, lookup })
}

const serviceOf = (settings: Settings, agent: http.Agent | undefined): BlobServiceClient => {
  const { account_name, account_key, blob_endpoint, retry_count } = settings
  const pipeline = newPipeline(new StorageSharedKeyCredential(account_name, account_key), {
    retryOptions: { maxTries: retry_count + 1, retryDelayInMs: 500, maxRetryDelayInMs: 10_000 },
    userAgentOptions: { userAgentPrefix: 'patchbay' },
  })
  if (agent !== undefined) {
    pipeline.factories.push({
      create: (next) => ({
        sendRequest: (request) => next.sendRequest(Object.assign(request, { agent })),
      }),
    })
  }
  return new BlobServiceClient(blob_endpoint, pipeline)
}

const fileOf = (container: ContainerClient, blob: BlobItem, settings: Settings): SourceFile | undefined => {
  const { accessTier, contentLength = 0 } = blob.properties
  // What is archived must be brought back by a person before it can be read.
  if (accessTier === 'Archive') return undefined
  return {
    name: `${container.containerName}/${blob.name}`,
    size: contentLength,
    async read(signal) {
      try {
        const client = container.getBlobClient(blob.name)
        return await client.downloadToBuffer(0, undefined, { abortSignal: signal })
      } catch (error) {
        signal.throwIfAborted()
        if (isGone(error)) return undefined
        throw explainError(error, settings)
      }
    },
  }
}

/** Metadata as text: its names are the customer's, and would become fields without end. */
const asText = (metadata: object | undefined): string => JSON.stringify(metadata ?? {})

/** A blob as a document: fields as in Elastic's service. Its ETag tells a change without reading it. */
const documentOf = (
  container: ContainerClient,
  blob: BlobItem,
  { containerMetadata, settings }: { containerMetadata: string; settings: Settings },
): SourceDocument => {
  const { createdOn, lastModified, contentType, accessTier, contentLength, etag } = blob.properties
  const { leaseStatus, leaseState, leaseDuration } = blob.properties
  const id = fittingId(`${container.containerName}/${blob.name}`)
  const file = fileOf(container, blob, settings)
  const json = JSON.stringify({
    id,
    _timestamp: lastModified.toISOString(),
    'created at': createdOn?.toISOString(),
    'content type': contentType,
    'container metadata': containerMetadata,
    metadata: asText(blob.metadata),
    leasedata: asText({ status: leaseStatus, state: leaseState, duration: leaseDuration }),
    title: blob.name,
    tier: accessTier,
    size: contentLength,
    container: container.containerName,
  })
  return { id, json: Buffer.from(json), basis: `${json}${etag}`, ...(file === undefined ? {} : { file }) }
}

const storeOf = (settings: Settings, agent: http.Agent | undefined): ObjectStore => {
  const service = serviceOf(settings, agent)
  return {
    buckets: settings.containers,
    async *listBuckets(signal) {
      for await (const { name } of service.listContainers({ abortSignal: signal })) yield name
    },
    async *listObjects(name, signal, from) {
      const limit = timeLimit(`Azure Blob Storage at ${settings.blob_endpoint}`, signal)
      const abortSignal = limit.signal
      const container = service.getContainerClient(name)
      const { metadata } = await limit.each(() => container.getProperties({ abortSignal }))
      const about = { containerMetadata: asText(metadata), settings }
      const asked = { maxPageSize: pageSize, ...(from !== undefined && { continuationToken: from }) }
      const pages = container.listBlobsFlat({ includeMetadata: true, abortSignal }).byPage(asked)
      let place = from
      for (;;) {
        const { done, value } = await limit.each(() => pages.next())
        if (done === true) return
        for (const blob of value.segment.blobItems) {
          yield {
            changed: blob.properties.lastModified.getTime(),
            document: () => documentOf(container, blob, about),
            place,
          }
        }
        // A listing goes on from the beginning of a page.
        place = value.continuationToken
      }
    },
    isAboutBucket: isAboutContainer,
    explain: (error) => explainError(error, settings),
    mark: settingsMark(settings.blob_endpoint, settings.account_name),
    slack: clockSlack,
  }
}

/**
 * Azure Blob Storage: the blobs of containers. Differs from Elastic's service where that loses something: `*` stands for
 * every container, one that can't be listed keeps its documents, and unchanged blobs aren't read.
 */
export const azureBlobStorage: DataSourceDefinition = {
  serviceType: 'azure_blob_storage',
  timestamps: true,
  validate: (values) => {
    parseSettings(values)
  },
  hosts: (values) => [
    { field: 'blob_endpoint', host: new URL(parseSettings(values).blob_endpoint).hostname },
  ],
  open: (values, lookup) => {
    const settings = { ...parseSettings(values), lookup }
    const agent = agentOf(settings)
    return bucketSource(storeOf(settings, agent), { close: () => agent?.destroy() })
  },
}
