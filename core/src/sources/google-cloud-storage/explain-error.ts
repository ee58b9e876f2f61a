import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'

/** A failed request has the status as its code, one that never arrived has Node's. */
const thrown = z.object({
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional(),
  status: z.number().optional(),
})

const partsOf = (error: unknown) => {
  const { data } = thrown.safeParse(error)
  const code = data?.code ?? data?.status
  // Some parts of the client write a status as text.
  const status = Number.isInteger(Number(code)) ? Number(code) : undefined
  return { ...data, code: status === undefined ? String(code ?? '') : '', status }
}

const aboutBucket: Readonly<Record<number, Words>> = {
  400: refused('This is no name of a bucket.', "Correct buckets in the connector's configuration."),
  403: refused('The service account may not list it.', 'Grant it the role Storage Object Viewer.'),
  404: refused('There is no such bucket.', "Correct buckets in the connector's configuration."),
}

const payer = refused(
  'Whoever reads this bucket has to pay for it, which a connector does not.',
  'Take it out of buckets, or let its owner turn "requester pays" off.',
)

const wordsOf = (error: unknown): Words | undefined => {
  const { message = '', status } = partsOf(error)
  if (status === 400 && /requester pays/i.test(message)) return payer
  return aboutBucket[status ?? 0]
}

export const isAboutBucket = (error: unknown): boolean =>
  !(error instanceof PatchbayError) && !isAboutLogin(error) && wordsOf(error) !== undefined

export const isGone = (error: unknown): boolean => partsOf(error).status === 404

const field = "service_account_credentials in the connector's configuration"

/** What Google's sign-in says, also with status 400. */
const isAboutLogin = (error: unknown): boolean => {
  const { message = '', status } = partsOf(error)
  return status === 401 || /invalid_grant|invalid_client|account not found/i.test(message)
}

/** Puts what the client threw into one sentence with the fix; never with the key. */
export const explainError = (error: unknown, endpoint: string): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const { message: said = String(error), code, status = 0 } = partsOf(error)
  const { hostname, port } = new URL(endpoint)
  const message = said.split('\n')[0]?.replace(/\.$/, '') ?? ''
  const server = 'Google Cloud Storage'
  const words =
    (/DECODER|PEM|asn1/i.test(message)
      ? refused(
          'The private key of the service account is damaged.',
          `Paste the whole JSON of the key into ${field}.`,
        )
      : undefined) ??
    (isAboutLogin(error) ? refused('Google refused the service account.', `Correct ${field}.`) : undefined) ??
    wordsOf(error) ??
    networkWords(server, hostname, port || 443)[code] ??
    certificateWords(server, message) ??
    (status === 0 || status === 429 || status >= 500
      ? unreachable(`${server} did not answer: ${message}.`, 'Sync again later.')
      : refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.'))
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
