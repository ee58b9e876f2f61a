import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import type { Settings } from './settings.ts'

const coded = z.object({ code: z.string().optional(), message: z.string() })

type Place = Pick<Settings, 'host' | 'port' | 'user' | 'database'>

const byCode = ({ host, port, user, database }: Place): Record<string, Words> => {
  const server = `MySQL at ${host}:${port}`
  const cut = unreachable(`${server} cut the connection.`, 'Look at the log of the server, then sync again.')
  const login = refused(
    `${server} refused the user "${user}" or its password.`,
    "Correct user and password in the connector's configuration.",
  )
  const noDatabase = refused(
    `${server} has no database "${database}" that the user "${user}" may use.`,
    "Correct database in the connector's configuration, or grant the user SELECT on it.",
  )
  return {
    ...networkWords(server, host, port),
    ER_ACCESS_DENIED_ERROR: login,
    ER_ACCESS_DENIED_NO_PASSWORD_ERROR: login,
    ER_DBACCESS_DENIED_ERROR: noDatabase,
    ER_BAD_DB_ERROR: noDatabase,
    ER_HOST_NOT_PRIVILEGED: refused(
      `${server} lets nobody in from this machine.`,
      `Make the user "${user}" for this host, or correct host in the connector's configuration.`,
    ),
    ER_CON_COUNT_ERROR: unreachable(
      `${server} has no connection left.`,
      'Try again later, or raise max_connections.',
    ),
    ER_SERVER_SHUTDOWN: unreachable(`${server} was shut down while it was read.`, 'Start it and sync again.'),
    PROTOCOL_CONNECTION_LOST: cut,
    HANDSHAKE_NO_SSL_SUPPORT: refused(
      `${server} does not speak TLS.`,
      "Turn ssl_enabled off in the connector's configuration.",
    ),
  }
}

/** Puts what the driver threw into one sentence with the fix; never with the password. */
export const explainError = (error: unknown, place: Place): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const server = `MySQL at ${place.host}:${place.port}`
  const parsed = coded.safeParse(error)
  const message = parsed.success ? parsed.data.message.replace(/\.$/, '') : String(error)
  const words =
    byCode(place)[(parsed.success ? parsed.data.code : undefined) ?? ''] ??
    certificateWords(server, message) ??
    refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.')
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
