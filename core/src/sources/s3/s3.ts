import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { _Object as S3Object } from '@aws-sdk/client-s3'
import type { DataSource, DataSourceDefinition, SourceDocument, SourceFile } from '../data-source.ts'
import { md5, type ObjectStore, pingBuckets, readBuckets } from '../read-buckets.ts'
import { settingsMark } from '../settings-mark.ts'
import { explainError, isAboutBucket, isGone } from './explain-error.ts'
import { parseSettings, type Settings } from './settings.ts'

/** What is archived must be restored by a person before it can be read. */
const archived = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** What is uploaded in parts has the time at which that began, and is listed from its end on: a day may lie between. */
const uploadTime = 24 * 3_600_000

/** A store of one's own that speaks S3, by the variable that every tool of AWS reads; it seldom has a name per bucket. */
const endpointOf = (): string | undefined =>
  process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']

const clientOf = (settings: Settings): S3Client => {
  const endpoint = endpointOf()
  return new S3Client({
    credentials: {
      accessKeyId: settings.aws_access_key_id,
      secretAccessKey: settings.aws_secret_access_key,
    },
    // Buckets elsewhere are followed to their region.
    region: process.env['AWS_REGION'] ?? 'us-east-1',
    followRegionRedirects: true,
    maxAttempts: settings.max_attempts,
    requestHandler: {
      connectionTimeout: settings.connect_timeout * 1000,
      requestTimeout: settings.read_timeout * 1000,
      throwOnRequestTimeout: true,
    },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  })
}

const fileOf = (client: S3Client, bucket: string, object: S3Object): SourceFile | undefined => {
  const { Key: key = '', Size: size = 0, StorageClass: storage = '' } = object
  if (key.endsWith('/') || archived.has(storage)) return undefined
  return {
    name: `${bucket}/${key}`,
    size,
    async read(signal) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
          abortSignal: signal,
        })
        return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray())
      } catch (error) {
        signal.throwIfAborted()
        if (isGone(error)) return undefined
        throw explainError(error)
      }
    },
  }
}

/** An object as a document: fields as in Elastic's service. Its ETag tells a change without reading it. */
const documentOf = (client: S3Client, bucket: string, object: S3Object): SourceDocument => {
  const { Key: key = '', Size, LastModified, StorageClass, Owner, ETag } = object
  const id = md5(`${bucket}/${key}`)
  const file = fileOf(client, bucket, object)
  const json = JSON.stringify({
    id,
    _timestamp: LastModified?.toISOString(),
    filename: key,
    size_in_bytes: Size,
    bucket,
    owner: Owner?.DisplayName ?? Owner?.ID,
    storage_class: StorageClass,
  })
  return {
    id,
    json: Buffer.from(json),
    basis: `${json}${ETag ?? ''}`,
    ...(file === undefined ? {} : { file }),
  }
}

const storeOf = (client: S3Client, settings: Settings): ObjectStore => ({
  buckets: settings.buckets,
  async *listBuckets(signal) {
    let token: string | undefined
    do {
      const listed = await client.send(
        new ListBucketsCommand(token === undefined ? {} : { ContinuationToken: token }),
        { abortSignal: signal },
      )
      for (const { Name } of listed.Buckets ?? []) if (Name !== undefined) yield Name
      token = listed.ContinuationToken
    } while (token !== undefined)
  },
  async *listObjects(bucket, signal, from) {
    const pages = paginateListObjectsV2(
      { client, pageSize: settings.page_size },
      { Bucket: bucket, FetchOwner: true, ...(from !== undefined && { StartAfter: from }) },
      { abortSignal: signal },
    )
    for await (const { Contents } of pages) {
      for (const object of Contents ?? []) {
        yield {
          changed: object.LastModified?.getTime() ?? Infinity,
          document: () => documentOf(client, bucket, object),
          // Listings are in the order of keys.
          place: object.Key,
        }
      }
    }
  },
  isAboutBucket,
  explain: explainError,
  mark: settingsMark(endpointOf()),
  slack: uploadTime,
})

const open = (settings: Settings): DataSource => {
  const client = clientOf(settings)
  const store = storeOf(client, settings)
  return {
    ping: (signal) => pingBuckets(store, signal),
    documents: ({ signal, resume }) => readBuckets(store, { signal, resume }),
    changes: ({ signal, cursor }) => readBuckets(store, { signal, cursor }),
    close: async () => client.destroy(),
  }
}

/**
 * Amazon S3, and stores that speak it: the objects of buckets. Differs from Elastic's service where that loses something:
 * a key for one bucket is enough, a bucket that can't be listed keeps its documents, and unchanged objects aren't read.
 */
export const s3: DataSourceDefinition = {
  serviceType: 's3',
  timestamps: true,
  validate: (values) => {
    parseSettings(values)
  },
  open: (values) => open(parseSettings(values)),
}
