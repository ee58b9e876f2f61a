import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { _Object as S3Object } from '@aws-sdk/client-s3'
import { bucketSource } from '../bucket-source.ts'
import type { DataSource, DataSourceDefinition, SourceDocument, SourceFile } from '../data-source.ts'
import { md5, type ObjectStore } from '../read-buckets.ts'
import { settingsMark } from '../settings-mark.ts'
import { explainError, isAboutBucket, isGone } from './explain-error.ts'
import { fits, type ObjectRule, objectRules } from './rules.ts'
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

const objectsUnder = async function* (
  { client, settings }: Reading,
  { bucket, ...where }: { bucket: string; prefix?: string; from?: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<S3Object> {
  const pages = paginateListObjectsV2(
    { client, pageSize: settings.page_size },
    {
      Bucket: bucket,
      FetchOwner: true,
      ...(where.prefix && { Prefix: where.prefix }),
      ...(where.from !== undefined && { StartAfter: where.from }),
    },
    { abortSignal: signal },
  )
  for await (const { Contents } of pages) yield* Contents ?? []
}

/** Every object of a bucket; with rules, those that one of them wants. */
const objectsOf = async function* (
  reading: Reading,
  { bucket, from }: { bucket: string; from: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<S3Object> {
  if (reading.rules === undefined) return yield* objectsUnder(reading, { bucket, from }, signal)
  const rules = reading.rules.filter((rule) => rule.bucket === bucket)
  for (const [at, rule] of rules.entries()) {
    for await (const object of objectsUnder(reading, rule, signal)) {
      const key = object.Key ?? ''
      // What an earlier rule wanted too was given then.
      if (fits(rule, key) && !rules.slice(0, at).some((earlier) => fits(earlier, key))) yield object
    }
  }
}

async function* listBuckets(client: S3Client, signal: AbortSignal): AsyncGenerator<string> {
  let token: string | undefined
  do {
    const listed = await client.send(
      new ListBucketsCommand(token === undefined ? {} : { ContinuationToken: token }),
      { abortSignal: signal },
    )
    for (const { Name } of listed.Buckets ?? []) if (Name !== undefined) yield Name
    token = listed.ContinuationToken
  } while (token !== undefined)
}

interface Reading {
  client: S3Client
  settings: Settings
  rules: readonly ObjectRule[] | undefined
}

/** The buckets of the configuration, and those of rules; a bucket that no rule is about has nothing that is wanted. */
const storeOf = (reading: Reading): ObjectStore => {
  const { client, settings, rules = [] } = reading
  return {
    buckets: [...settings.buckets, ...rules.map(({ bucket }) => bucket)],
    listBuckets: (signal) => listBuckets(client, signal),
    async *listObjects(bucket, signal, from) {
      for await (const object of objectsOf(reading, { bucket, from }, signal)) {
        yield {
          changed: object.LastModified?.getTime() ?? Infinity,
          document: () => documentOf(client, bucket, object),
          // Listings are in the order of keys; those of rules come one after another.
          ...(reading.rules === undefined && { place: object.Key }),
        }
      }
    },
    isAboutBucket,
    explain: explainError,
    mark: settingsMark(endpointOf()),
    slack: uploadTime,
  }
}

const open = (settings: Settings): DataSource => {
  const client = clientOf(settings)
  return bucketSource(storeOf({ client, settings, rules: undefined }), {
    byRules: (advanced) => storeOf({ client, settings, rules: objectRules(advanced) }),
    close: () => client.destroy(),
  })
}

/**
 * Amazon S3, and stores that speak it: the objects of buckets. Differs from Elastic's service where that loses something:
 * a key for one bucket is enough, a bucket that can't be listed keeps its documents, and unchanged objects aren't read.
 */
export const s3: DataSourceDefinition = {
  serviceType: 's3',
  timestamps: true,
  advancedRules: true,
  validate: (values) => {
    parseSettings(values)
  },
  // Buckets lie at AWS, or where the worker's environment says: no field names a host.
  hosts: () => [],
  open: (values) => open(parseSettings(values)),
}
