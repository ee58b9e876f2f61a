import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import type { Settings } from './settings.ts'

const thrown = z.object({
  message: z.string(),
  code: z.string().optional(),
  statusCode: z.number().optional(),
})

const codeOf = (error: unknown): string => thrown.safeParse(error).data?.code ?? ''

const aboutContainer: Record<string, Words> = {
  ContainerNotFound: refused(
    'There is no such container.',
    "Correct containers in the connector's configuration.",
  ),
  ContainerBeingDeleted: refused(
    'It is being deleted.',
    "Take it out of containers in the connector's configuration.",
  ),
  ContainerDisabled: refused('It is switched off.', 'Ask its owner.'),
  InvalidResourceName: refused(
    'This is no name of a container.',
    "Correct containers in the connector's configuration.",
  ),
  OutOfRangeInput: refused(
    'This is no name of a container.',
    "Correct containers in the connector's configuration.",
  ),
}

export const isAboutContainer = (error: unknown): boolean => codeOf(error) in aboutContainer

export const isGone = (error: unknown): boolean => codeOf(error) === 'BlobNotFound' || statusOf(error) === 404

const statusOf = (error: unknown): number | undefined => thrown.safeParse(error).data?.statusCode

const login = refused(
  'Azure refused the account or its key.',
  "Correct account_name and account_key in the connector's configuration.",
)

/** Puts what the client threw into one sentence with the fix; never with the key. */
export const explainError = (
  error: unknown,
  { blob_endpoint }: Pick<Settings, 'blob_endpoint'>,
): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const { hostname, port, protocol } = new URL(blob_endpoint)
  const server = `Azure Blob Storage at ${hostname}`
  const { data } = thrown.safeParse(error)
  const message = (data?.message ?? String(error)).split('\n')[0]?.replace(/\.$/, '') ?? ''
  const status = data?.statusCode ?? 0
  const words =
    (status === 401 || status === 403 ? login : undefined) ??
    aboutContainer[data?.code ?? ''] ??
    networkWords(server, hostname, port || (protocol === 'https:' ? 443 : 80))[data?.code ?? ''] ??
    certificateWords(server, message) ??
    (status >= 500 || ['REQUEST_SEND_ERROR', 'PARSE_ERROR'].includes(data?.code ?? '')
      ? unreachable(`${server} did not answer: ${message}.`, 'Sync again later.')
      : refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.'))
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
