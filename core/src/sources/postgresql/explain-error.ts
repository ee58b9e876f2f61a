import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import type { Settings } from './settings.ts'

const coded = z.object({ code: z.string().optional(), message: z.string() })

type Place = Pick<Settings, 'host' | 'port' | 'username' | 'database'>

const byCode = ({ host, port, username, database }: Place): Record<string, Words> => {
  const server = `PostgreSQL at ${host}:${port}`
  const login = refused(
    `${server} refused the user "${username}" or its password.`,
    "Correct username and password in the connector's configuration.",
  )
  return {
    ...networkWords(server, host, port),
    '28P01': login,
    '28000': refused(
      `${server} does not let the user "${username}" into the database "${database}" from here.`,
      'Check the user, ssl_enabled, and the pg_hba.conf of the server.',
    ),
    '3D000': refused(
      `${server} has no database "${database}".`,
      "Correct database in the connector's configuration.",
    ),
    '42501': refused(
      `${server} does not let the user "${username}" read this.`,
      'Grant it CONNECT on the database, USAGE on the schema and SELECT on the tables.',
    ),
    '53300': unreachable(`${server} has no connection left.`, 'Try again later, or raise max_connections.'),
    '57P01': unreachable(`${server} was shut down while it was read.`, 'Start it and sync again.'),
    '57P03': unreachable(`${server} is starting up or shutting down.`, 'Sync again when it is up.'),
  }
}

const byMessage = (message: string, place: Place): Words => {
  const server = `PostgreSQL at ${place.host}:${place.port}`
  if (/timeout/i.test(message)) {
    return unreachable(
      `${server} did not answer in time.`,
      "Check host and port in the connector's configuration.",
    )
  }
  if (/terminated|ended unexpectedly/i.test(message)) {
    return unreachable(`${server} cut the connection.`, 'Look at the log of the server, then sync again.')
  }
  if (/does not support SSL/i.test(message)) {
    return refused(`${server} does not speak TLS.`, "Turn ssl_enabled off in the connector's configuration.")
  }
  return (
    certificateWords(server, message) ??
    refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.')
  )
}

/** Puts what the driver threw into one sentence with the fix; never with the password. */
export const explainError = (error: unknown, place: Place): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const parsed = coded.safeParse(error)
  const message = parsed.success ? parsed.data.message.replace(/\.$/, '') : String(error)
  const words =
    byCode(place)[(parsed.success ? parsed.data.code : undefined) ?? ''] ?? byMessage(message, place)
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
