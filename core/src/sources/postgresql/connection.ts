import { Socket, type SocketConnectOpts } from 'node:net'
import pg from 'pg'
import { reflowPem } from '../reflow-pem.ts'
import { aliveWithin } from '../server-source.ts'
import { explainError } from './explain-error.ts'
import type { Settings } from './settings.ts'

/** Given back, the connection is cut at once, whatever it is doing. */
export interface Connection extends AsyncDisposable {
  client: pg.Client
}

const connectWithin = 10_000

/**
 * Opens one connection, which the signal cuts.
 * @throws PatchbayError `source.unreachable` or `source.refused` with the fix.
 */
export const openConnection = async (settings: Settings, signal: AbortSignal): Promise<Connection> => {
  signal.throwIfAborted()
  const { lookup } = settings
  const socket = new Socket()
  const open: (to: SocketConnectOpts) => Socket = socket.connect.bind(socket)
  const client = new pg.Client({
    host: settings.host,
    port: settings.port,
    user: settings.username,
    password: settings.password,
    database: settings.database,
    ssl: settings.ssl_enabled && (settings.ssl_ca ? { ca: reflowPem(settings.ssl_ca) } : true),
    connectionTimeoutMillis: connectWithin,
    keepAlive: true,
    keepAliveInitialDelayMillis: aliveWithin,
    application_name: 'patchbay',
    // The driver connects with a host and a port, and of a socket of this machine with a path.
    stream: () =>
      Object.assign(socket, {
        connect: (port: number | string, host?: string) =>
          host === undefined ? open({ path: String(port) }) : open({ port: Number(port), host, lookup }),
      }),
  })
  // A connection that breaks also fails the query that waits on it, which says so; without a listener it would end
  // the process.
  client.on('error', () => {})
  const destroy = (): void => {
    socket.destroy()
  }
  signal.addEventListener('abort', destroy, { once: true })
  socket.once('close', () => signal.removeEventListener('abort', destroy))
  try {
    await client.connect()
  } catch (error) {
    destroy()
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
  return { client, [Symbol.asyncDispose]: async () => destroy() }
}
