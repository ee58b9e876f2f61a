import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'

const thrown = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  /** The host that could not be reached. */
  address: z.string().optional(),
  hostname: z.string().optional(),
  port: z.number().optional(),
})

const login = refused(
  'Amazon S3 refused the access key or its secret.',
  "Correct aws_access_key_id and aws_secret_access_key in the connector's configuration.",
)
const late = unreachable('Amazon S3 did not answer in time.', 'Try again later, or raise read_timeout.')

const aboutBucket: Record<string, Words> = {
  NoSuchBucket: refused('There is no such bucket.', "Correct buckets in the connector's configuration."),
  AccessDenied: refused('The key may not list it.', 'Grant it s3:ListBucket and s3:GetObject.'),
  AllAccessDisabled: refused('Access to it is switched off.', 'Ask its owner.'),
  InvalidBucketName: refused(
    'This is no name of a bucket.',
    "Correct buckets in the connector's configuration.",
  ),
}

const aboutStore: Record<string, Words> = {
  InvalidAccessKeyId: login,
  SignatureDoesNotMatch: login,
  NotSignedUp: login,
  CredentialsProviderError: login,
  ExpiredToken: login,
  RequestTimeTooSkewed: refused(
    'Amazon S3 says that the clock of this machine is wrong.',
    'Set the clock, then sync again.',
  ),
  SlowDown: unreachable('Amazon S3 asks to slow down.', 'Sync again later.'),
  TimeoutError: late,
  RequestTimeout: late,
}

const nameOf = (error: unknown): string => thrown.safeParse(error).data?.name ?? ''

export const isAboutBucket = (error: unknown): boolean => nameOf(error) in aboutBucket

export const isGone = (error: unknown): boolean => nameOf(error) === 'NoSuchKey'

/** Puts what the client threw into one sentence with the fix; never with the key's secret. */
export const explainError = (error: unknown): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const { data } = thrown.safeParse(error)
  const message = (data?.message ?? String(error)).replace(/\.$/, '')
  const host = data?.hostname ?? data?.address ?? 's3.amazonaws.com'
  const words =
    aboutStore[data?.name ?? ''] ??
    aboutBucket[data?.name ?? ''] ??
    networkWords('Amazon S3', host, data?.port ?? 443)[data?.code ?? ''] ??
    certificateWords('Amazon S3', message) ??
    refused(`Amazon S3 answered: ${message}.`, 'Correct the cause and sync again.')
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
