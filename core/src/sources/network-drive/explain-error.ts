import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { networkWords, refused, unreachable, type Words } from '../network-words.ts'
import type { Settings } from './settings.ts'
import { SmbError, statuses } from './smb/message.ts'
import { GuestOnly } from './smb/open-channel.ts'
import { ForgedMessage } from './smb/protection.ts'

const coded = z.object({ code: z.string() })
const statusOf = (error: unknown): number | undefined =>
  error instanceof SmbError ? error.status : undefined

const gone = new Set<number>([statuses.nameNotFound, statuses.pathNotFound, statuses.deletePending])
/** It vanished meanwhile. */
export const isGone = (error: unknown): boolean => gone.has(statusOf(error) ?? -1)

const sessionOver = new Set([0xc0000203, 0xc000035c])
/** The server said so of one file or folder; any other error is about the whole drive. */
export const isAboutPath = (error: unknown): boolean =>
  error instanceof SmbError && !sessionOver.has(error.status)

const byStatus: Readonly<Record<number, string>> = {
  [statuses.accessDenied]: 'the user may not read it',
  [statuses.sharingViolation]: 'somebody has it open and lets nobody else read it',
  [statuses.pathNotCovered]: 'it lies on another server (DFS), which a connector of its own can read',
}
/** Why one file or folder can't be read. */
export const reasonOfPath = (error: unknown): string =>
  byStatus[statusOf(error) ?? 0] ??
  `it can't be read (${error instanceof Error ? error.message : String(error)})`

const correctLogin = "Correct username and password in the connector's configuration."

type Place = Pick<Settings, 'server_ip' | 'server_port' | 'username' | 'share' | 'drive_path'>

const wordsOf = ({ server_ip: host, server_port: port, username, share, drive_path: path }: Place) => {
  const server = `The file server at ${host}:${port}`
  const login = refused(`${server} refused the user "${username}" or its password.`, correctLogin)
  const account = (what: string): Words =>
    refused(`The account of "${username}" ${what}.`, 'Ask who looks after the server.')
  const missing = refused(
    `The share "${share}" has no folder "${path}".`,
    "Correct drive_path in the connector's configuration.",
  )
  return {
    network: networkWords(server, host, port),
    statuses: {
      [statuses.logonFailure]: login,
      [statuses.accountRestriction]: account('may not sign in this way'),
      [statuses.accountDisabled]: account('is switched off'),
      [statuses.accountLocked]: account('is locked'),
      [statuses.passwordExpired]: account('needs a new password'),
      [statuses.passwordMustChange]: account('needs a new password'),
      [statuses.accessDenied]: refused(
        `The user "${username}" may not read "${path}".`,
        'Let the user read it, or correct drive_path.',
      ),
      [statuses.badNetworkName]: refused(
        `${server} has no share "${share}".`,
        "Correct drive_path in the connector's configuration: it begins with the name of the share.",
      ),
      [statuses.nameNotFound]: missing,
      [statuses.pathNotFound]: missing,
      [statuses.notDirectory]: refused(`"${path}" is no folder.`, 'Name a folder in drive_path.'),
      [statuses.notSupported]: refused(
        `${server} speaks none of SMB 2.0.2, 2.1 and 3.1.1.`,
        'Let it speak SMB 2 or later; SMB 1 is not safe.',
      ),
    } as Readonly<Record<number, Words>>,
    guest: refused(`${server} does not know the user "${username}" and took it for a guest.`, correctLogin),
    forged: refused(
      `What ${server.replace(/^The/, 'the')} answers was changed on the way.`,
      'Look who sits between the worker and the server.',
    ),
    nonsense: unreachable(
      `${server} does not speak SMB as it should.`,
      'Check host and port, then sync again.',
    ),
    other: (said: string): Words => unreachable(`${server} can't be read: ${said}.`, 'Sync again later.'),
  }
}

/** Puts what went wrong into one sentence with the fix; never with the password. */
export const explainError = (error: unknown, place: Place): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const words = wordsOf(place)
  const found =
    words.statuses[statusOf(error) ?? -1] ??
    (error instanceof GuestOnly ? words.guest : undefined) ??
    (error instanceof ForgedMessage ? words.forged : undefined) ??
    (error instanceof RangeError ? words.nonsense : undefined) ??
    words.network[coded.safeParse(error).data?.code ?? ''] ??
    words.other(error instanceof Error ? error.message : String(error))
  return new PatchbayError(found.code, found.message, { next: found.next, cause: error })
}
