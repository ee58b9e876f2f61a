import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import { databaseOf, type Settings } from './settings.ts'

const thrown = z.object({ message: z.string(), code: z.string().optional(), cause: z.unknown().optional() })

/** Oracle's own code: `ORA-00942`, or the driver's: `NJS-503`. */
export const codeOf = (error: unknown): string => thrown.safeParse(error).data?.code ?? ''

/** Node's code of what went wrong on the way, which the driver tells in words. */
const networkCode = (message: string): string => /\b(E[A-Z]{3,}|EAI_AGAIN)\b/.exec(message)?.[1] ?? ''

const byCode = (settings: Settings): Readonly<Record<string, Words>> => {
  const { host, port, username, connection_source: source } = settings
  const server = `Oracle at ${host}:${port}`
  const login = refused(
    `${server} refused the user "${username}" or its password.`,
    "Correct username and password in the connector's configuration.",
  )
  const noDatabase = refused(
    `${server} knows no database by the ${source === 'sid' ? 'SID' : 'service name'} "${databaseOf(settings)}".`,
    `Correct connection_source and ${source} in the connector's configuration.`,
  )
  const account = (what: string): Words =>
    refused(`The account of "${username}" ${what}.`, 'Ask who looks after the database.')
  const cut = unreachable(`${server} cut the connection.`, 'Look at the log of the server, then sync again.')
  return {
    'ORA-01017': login,
    'ORA-28000': account('is locked'),
    'ORA-28001': account('needs a new password'),
    'ORA-01045': account('may not open a session (grant CREATE SESSION)'),
    'ORA-12505': noDatabase,
    'ORA-12514': noDatabase,
    'NJS-517': noDatabase,
    'NJS-518': noDatabase,
    'ORA-01555': unreachable(
      'The database no longer knows how its tables were when the sync began.',
      'Sync again, or let it remember longer (UNDO_RETENTION).',
    ),
    'NJS-500': cut,
    'NJS-501': cut,
    'NJS-510': networkWords(server, host, port)['ETIMEDOUT'] ?? cut,
    'NJS-138': refused(`${server} is older than 12.1, which its driver can't read.`, 'Read a newer one.'),
  }
}

/** Puts what the driver threw into one sentence with the fix; never with the password. */
export const explainError = (error: unknown, settings: Settings): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const server = `Oracle at ${settings.host}:${settings.port}`
  const { data } = thrown.safeParse(error)
  const all = [data?.message ?? String(error), thrown.safeParse(data?.cause).data?.message ?? ''].join('\n')
  const message = all.split('\n')[0]?.replace(/\.$/, '') ?? ''
  const words =
    byCode(settings)[data?.code ?? ''] ??
    networkWords(server, settings.host, settings.port)[networkCode(all)] ??
    certificateWords(server, message) ??
    (data?.code?.startsWith('ORA-') === true
      ? refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.')
      : unreachable(`${server} did not answer: ${message}.`, 'Check host and port, then sync again.'))
  return new PatchbayError(words.code, words.message, { next: words.next, cause: error })
}
