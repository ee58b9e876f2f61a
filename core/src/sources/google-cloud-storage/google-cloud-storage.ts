import { addAbortSignal } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Bucket, type File, Storage } from '@google-cloud/storage'
import { JWT } from 'google-auth-library'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { bucketSource } from '../bucket-source.ts'
import type { DataSourceDefinition, SourceDocument, SourceFile } from '../data-source.ts'
import { fittingId } from '../fitting-id.ts'
import { clockSlack, type ObjectStore } from '../read-buckets.ts'
import { settingsMark } from '../settings-mark.ts'
import { explainError, isAboutBucket, isGone } from './explain-error.ts'
import { parseSettings, type Settings } from './settings.ts'

const readOnly = 'https://www.googleapis.com/auth/devstorage.read_only'
const atOnce = 1000

const storageOf = ({ service_account_credentials: account }: Settings): Storage => {
  const storage = new Storage({
    projectId: account.project_id,
    authClient: new JWT({ email: account.client_email, key: account.private_key, scopes: [readOnly] }),
    // In seconds; the next sync tries again.
    retryOptions: { maxRetries: 2, totalTimeout: 60 },
    userAgent: 'patchbay',
  })
  // Of an emulator the client forgets the path.
  storage.baseUrl = `${storage.apiEndpoint}/storage/v1`
  return storage
}

const objectSchema = z.object({
  name: z.string(),
  bucket: z.string(),
  updated: z.iso.datetime({ offset: true }),
  timeCreated: z.string().optional(),
  generation: z.coerce.string(),
  size: z.coerce.number().default(0),
  componentCount: z.number().optional(),
  contentEncoding: z.string().optional(),
  contentLanguage: z.string().optional(),
  contentType: z.string().optional(),
  storageClass: z.string().optional(),
  metadata: z.record(z.string(), z.string().nullable()).optional(),
})
type ListedObject = z.infer<typeof objectSchema>

/** The client's calls know no signal; what they still give after it is nobody's. */
const until = <T>(signal: AbortSignal, asked: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })

const fileOf = (file: File, { bucket, name, size }: ListedObject): SourceFile | undefined => {
  if (name.endsWith('/')) return undefined
  return {
    name: `${bucket}/${name}`,
    size,
    async read(signal) {
      try {
        return await buffer(addAbortSignal(signal, file.createReadStream()))
      } catch (error) {
        signal.throwIfAborted()
        if (isGone(error)) return undefined
        throw explainError(error, file.storage.apiEndpoint)
      }
    },
  }
}

const consolePage = (project: string, { bucket, name }: ListedObject): string =>
  `https://console.cloud.google.com/storage/browser/_details/${bucket}/${encodeURIComponent(name)}?project=${encodeURIComponent(project)}`

/** An object as a document: id and fields as in Elastic's service. A new version of an object is a new document. */
const documentOf = (file: File, object: ListedObject, project: string): SourceDocument => {
  const id = fittingId(`${object.bucket}/${object.name}/${object.generation}`)
  const content = fileOf(file, object)
  const json = JSON.stringify({
    id,
    _timestamp: object.updated,
    component_count: object.componentCount,
    content_encoding: object.contentEncoding,
    content_language: object.contentLanguage,
    created_at: object.timeCreated,
    last_updated: object.updated,
    metadata: object.metadata,
    name: object.name,
    size: object.size,
    storage_class: object.storageClass,
    type: object.contentType,
    url: consolePage(project, object),
    version: object.generation,
    bucket_name: object.bucket,
  })
  return { id, json: Buffer.from(json), ...(content === undefined ? {} : { file: content }) }
}

const pageSchema = z.object({ nextPageToken: z.string().optional() }).nullish()

async function* filesOf(bucket: Bucket, signal: AbortSignal, from?: string): AsyncGenerator<File> {
  let token: string | undefined
  do {
    const query = {
      autoPaginate: false,
      maxResults: atOnce,
      ...(from !== undefined && { startOffset: from }),
      ...(token === undefined ? {} : { pageToken: token }),
    }
    const [files, , answer] = await until(signal, bucket.getFiles(query))
    yield* files
    token = pageSchema.parse(answer)?.nextPageToken
  } while (token)
}

const mayNotList = (project: string, cause: unknown): PatchbayError =>
  new PatchbayError(
    'source.refused',
    `The service account may not list the buckets of the project ${project}.`,
    {
      next: 'Grant it storage.buckets.list, or name the buckets instead of *.',
      cause,
    },
  )

const storeOf = (settings: Settings): ObjectStore => {
  const storage = storageOf(settings)
  const { project_id: project } = settings.service_account_credentials
  return {
    buckets: settings.buckets,
    async *listBuckets(signal) {
      try {
        const [buckets] = await until(signal, storage.getBuckets())
        for (const { name } of buckets) yield name
      } catch (error) {
        throw isAboutBucket(error) ? mayNotList(project, error) : error
      }
    },
    async *listObjects(name, signal, from) {
      for await (const file of filesOf(storage.bucket(name), signal, from)) {
        const object = objectSchema.parse(file.metadata)
        yield {
          changed: Date.parse(object.updated),
          document: () => documentOf(file, object, project),
          // Listings are in the order of names, and begin with this one.
          place: object.name,
        }
      }
    },
    isAboutBucket,
    explain: (error) => explainError(error, storage.apiEndpoint),
    mark: settingsMark(storage.apiEndpoint),
    slack: clockSlack,
  }
}

/**
 * Google Cloud Storage: the objects of buckets. `STORAGE_EMULATOR_HOST` names another store, as for every client of
 * Google. Differs from Elastic's service where that loses something: a bucket that can't be listed keeps its documents,
 * and unchanged objects aren't read.
 */
export const googleCloudStorage: DataSourceDefinition = {
  serviceType: 'google_cloud_storage',
  timestamps: true,
  validate: (values) => {
    parseSettings(values)
  },
  // Of the credentials only names and the key are used: where Google is, none of the fields says.
  hosts: () => [],
  open: (values) => bucketSource(storeOf(parseSettings(values))),
}
