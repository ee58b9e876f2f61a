import { isIP } from 'node:net'
import { createClient, RESP_TYPES } from '@redis/client'
import { PatchbayError } from '../../errors.ts'
import { readNamedFile } from '../read-named-file.ts'
import { explainError } from './explain-error.ts'
import type { Settings } from './settings.ts'

const connectWithin = 10_000
/** A server that says nothing for so long is taken for gone. */
const answerWithin = 60_000

const fileOf = async (path: string | undefined, field: string): Promise<Buffer> => {
  try {
    return await readNamedFile(path ?? '')
  } catch (error) {
    throw new PatchbayError('source.refused', `The file of the field ${field} can't be read by the worker.`, {
      field,
      next: `Correct ${field} in the connector's configuration: a path on the worker's machine.`,
      cause: error,
    })
  }
}

const tlsOf = async (settings: Settings) =>
  settings.ssl_enabled
    ? {
        tls: true as const,
        host: settings.host,
        ...(isIP(settings.host) === 0 && { servername: settings.host }),
        ...(settings.mutual_tls_enabled && {
          cert: await fileOf(settings.tls_certfile, 'tls_certfile'),
          key: await fileOf(settings.tls_keyfile, 'tls_keyfile'),
        }),
      }
    : { host: settings.host }

const create = async (settings: Settings) =>
  createClient({
    // Lists are read in the shape that every version of Redis gives them in.
    RESP: 2,
    ...(settings.username && { username: settings.username }),
    ...(settings.password && { password: settings.password }),
    socket: {
      ...(await tlsOf(settings)),
      port: settings.port,
      ...(settings.lookup && { lookup: settings.lookup }),
      connectTimeout: connectWithin,
      socketTimeout: answerWithin,
      // A scan can't go on over another connection: the sync ends, and says so.
      reconnectStrategy: false,
    },
    disableOfflineQueue: true,
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  })

export type RedisClient = Awaited<ReturnType<typeof create>>

export interface OpenConnection extends AsyncDisposable {
  client: RedisClient
}

/**
 * Opens a connection of its own, which the signal cuts. What it answers comes as bytes.
 * @throws PatchbayError `source.unreachable` or `source.refused` with the fix.
 */
export const openConnection = async (settings: Settings, signal: AbortSignal): Promise<OpenConnection> => {
  signal.throwIfAborted()
  const client = await create(settings)
  const cut = (): void => {
    if (client.isOpen) client.destroy()
  }
  // What waits on a connection that breaks fails by that, and says so; without a listener it would end the process.
  client.on('error', () => {})
  signal.addEventListener('abort', cut, { once: true })
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', cut)
    cut()
  }
  try {
    await client.connect()
    return { client, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
}
