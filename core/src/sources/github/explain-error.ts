import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import type { Settings } from './settings.ts'

const answered = z.object({
  message: z.string(),
  status: z.number(),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }).optional(),
})
const caused = z.object({ cause: z.unknown() })
const coded = z.object({ code: z.string(), message: z.string() })

/** What GitHub answered; undefined where it did not answer at all. */
export const answerOf = (error: unknown) => {
  const { data } = answered.safeParse(error)
  if (data?.response === undefined) return undefined
  return { message: data.message, status: data.status, headers: data.response.headers }
}

/** What went wrong on the way, which lies below what the client threw. */
const networkError = (error: unknown): { code: string; message: string } | undefined => {
  for (let at = error; at !== undefined && at !== null; at = caused.safeParse(at).data?.cause) {
    const { data } = coded.safeParse(at)
    if (data !== undefined) return data
  }
  return undefined
}

const about: Readonly<Record<number, Words>> = {
  403: refused('GitHub does not allow it.', 'Let the token, or the app, read the repository.'),
  404: refused(
    'There is no such repository, or it may not be seen.',
    "Correct repositories in the connector's configuration, or let the token see it.",
  ),
  410: refused('It is switched off in the repository.', 'Turn it on there, or ignore this.'),
  451: refused('GitHub may not show it for legal reasons.', 'Take it out of repositories.'),
}

/** True for an answer that is about one repository; any other error is about GitHub as a whole. */
export const isAboutRepository = (error: unknown): boolean => (answerOf(error)?.status ?? 0) in about

export const isGone = (error: unknown): boolean => answerOf(error)?.status === 404

const login = refused(
  'GitHub refused the login.',
  "Correct the token, or the app and its key, in the connector's configuration.",
)

/** Puts what the client threw into one sentence with the fix; never with the token. */
export const explainError = (error: unknown, settings: Settings): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const { hostname, port, protocol } = new URL(settings.api)
  const server = `GitHub at ${hostname}`
  const answer = answerOf(error)
  const network = answer === undefined ? networkError(error) : undefined
  const said = answer?.message ?? network?.message ?? String(error)
  const message =
    said
      .split('\n')[0]
      ?.replace(/ - https?:\S+$/, '')
      .replace(/\.$/, '') ?? ''
  const words =
    (answer?.status === 401 ? login : undefined) ??
    (/DECODER|PKCS|PEM|keyData/i.test(message)
      ? refused(
          'The private key of the app is damaged.',
          "Paste it again into private_key in the connector's configuration.",
        )
      : undefined) ??
    about[answer?.status ?? 0] ??
    networkWords(server, hostname, port || (protocol === 'https:' ? 443 : 80))[network?.code ?? ''] ??
    certificateWords(server, message) ??
    (answer === undefined || answer.status >= 500 || answer.status === 429
      ? unreachable(`${server} did not answer: ${message}.`, 'Sync again later.')
      : refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.'))
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
