import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import { PlainLogin } from './refuse-plain-login.ts'
import type { Settings } from './settings.ts'

const thrown = z.object({
  message: z.string(),
  code: z.string().optional(),
  number: z.number().optional(),
  cause: z.unknown().optional(),
})
type Thrown = z.infer<typeof thrown>

/** What was thrown, and what lies below it, the deepest last. */
const layers = (error: unknown): Thrown[] => {
  const found: Thrown[] = []
  for (let at = error; ;) {
    const { data } = thrown.safeParse(at)
    if (data === undefined) return found
    found.push(data)
    at = data.cause
  }
}

const isPlainLogin = (error: unknown): boolean =>
  error instanceof PlainLogin ||
  (error instanceof Error && error.cause !== undefined && isPlainLogin(error.cause))

/** The number of an error of the server itself. */
export const numberOf = (error: unknown): number | undefined => layers(error).at(0)?.number

type Place = Pick<Settings, 'host' | 'port' | 'username' | 'database'>

const byNumber = ({ host, port, username, database }: Place): Readonly<Record<number, Words>> => {
  const server = `SQL Server at ${host}:${port}`
  const noDatabase = refused(
    `${server} has no database "${database}" that the user "${username}" may open.`,
    "Correct database in the connector's configuration, or let the user into it.",
  )
  const login = refused(
    `${server} refused the user "${username}" or its password.`,
    "Correct username and password in the connector's configuration.",
  )
  return { 18456: login, 18452: login, 4060: noDatabase, 916: noDatabase }
}

/** Puts what the driver threw into one sentence with the fix; never with the password. */
export const explainError = (error: unknown, place: Place): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const server = `SQL Server at ${place.host}:${place.port}`
  const found = layers(error)
  const message = (found.at(-1)?.message ?? String(error)).split('\n')[0]?.replace(/\.$/, '') ?? ''
  const network = networkWords(server, place.host, place.port)
  const numbers = byNumber(place)
  const codes = found.map(({ code }) => code ?? '')
  const words =
    (isPlainLogin(error)
      ? refused(`${server} does not encrypt the login.`, 'Let it encrypt: every SQL Server can.')
      : undefined) ??
    found.map(({ number = 0 }) => numbers[number]).find((one) => one !== undefined) ??
    (codes.includes('ELOGIN') ? numbers[18456] : undefined) ??
    codes.map((code) => network[code]).findLast((one) => one !== undefined) ??
    certificateWords(server, message) ??
    (codes.includes('ETIMEOUT') ? network['ETIMEDOUT'] : undefined) ??
    (codes.some((code) => code === 'ESOCKET' || code === 'ECLOSE') ? network['ECONNRESET'] : undefined) ??
    (numberOf(error) === undefined
      ? unreachable(`${server} did not answer: ${message}.`, 'Sync again later.')
      : refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.'))
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
