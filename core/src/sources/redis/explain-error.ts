import {
  AbortError,
  ClientClosedError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
} from '@redis/client'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, networkWords, refused, unreachable, type Words } from '../network-words.ts'
import type { Settings } from './settings.ts'

const thrown = z.object({ message: z.string(), code: z.string().optional() })

/** By the first word of what Redis answers. */
const byAnswer = (server: string): Record<string, Words> => {
  const login = refused(
    `${server} refused the user or its password.`,
    "Correct username and password in the connector's configuration.",
  )
  return {
    WRONGPASS: login,
    NOAUTH: login,
    ERR: refused(
      `${server} refused a command.`,
      'Look whether the user may do it, and whether the server has such a database.',
    ),
    NOPERM: refused(
      `${server} lets this user not read everything.`,
      'Grant it +@read, +info, +memory and +select, and all keys.',
    ),
    LOADING: unreachable(`${server} is still loading its data.`, 'Sync again later.'),
  }
}

/** By the class of the client's own error, which has no name of its own. */
const byClass = (server: string, error: unknown): Words | undefined => {
  const cuts = [SocketClosedUnexpectedlyError, ClientClosedError, DisconnectsClientError, AbortError]
  if (cuts.some((kind) => error instanceof kind))
    return unreachable(`${server} cut the connection.`, 'Look at the log of the server, then sync again.')
  const late = [ConnectionTimeoutError, SocketTimeoutError].some((kind) => error instanceof kind)
  return late
    ? unreachable(
        `${server} did not answer in time.`,
        "Check host and port in the connector's configuration, and that the server runs.",
      )
    : undefined
}

/** Puts what the client threw into one sentence with the fix; never with the password. */
export const explainError = (
  error: unknown,
  { host, port }: Pick<Settings, 'host' | 'port'>,
): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const server = `Redis at ${host}:${port}`
  const { data } = thrown.safeParse(error)
  const message = (data?.message ?? String(error)).replace(/\.$/, '')
  const answer = /^[A-Z]+(?= )/.exec(message)?.[0] ?? ''
  const said =
    networkWords(server, host, port)[data?.code ?? ''] ??
    byClass(server, error) ??
    byAnswer(server)[answer] ??
    certificateWords(server, message) ??
    refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.')
  return new PatchbayError(
    said.code,
    answer === 'ERR' ? `${said.message.slice(0, -1)}: ${message}.` : said.message,
    {
      next: said.next,
      cause: error,
    },
  )
}
