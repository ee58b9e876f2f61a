import { connect } from 'node:net'
import mysql from 'mysql2'
import { reflowPem } from '../reflow-pem.ts'
import { aliveWithin } from '../server-source.ts'
import { explainError } from './explain-error.ts'
import type { Settings } from './settings.ts'

/** Given back, the connection is cut at once, whatever it is doing. */
export interface Connection extends AsyncDisposable {
  client: mysql.Connection
}

const connectWithin = 10_000

/**
 * Opens one connection, which the signal cuts.
 * @throws PatchbayError `source.unreachable` or `source.refused` with the fix.
 */
export const openConnection = async (settings: Settings, signal: AbortSignal): Promise<Connection> => {
  signal.throwIfAborted()
  const socket = connect({
    host: settings.host,
    port: settings.port,
    keepAlive: true,
    keepAliveInitialDelay: aliveWithin,
    lookup: settings.lookup,
  })
  const client = mysql.createConnection({
    host: settings.host,
    port: settings.port,
    stream: socket,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    charset: 'utf8mb4',
    connectTimeout: connectWithin,
    // A server could otherwise ask for any file that the worker can read.
    flags: ['-LOCAL_FILES'],
    ...(settings.ssl_enabled && {
      ssl: { ...(settings.ssl_ca && { ca: reflowPem(settings.ssl_ca) }), verifyIdentity: true },
    }),
  })
  // The driver's own destroy only says goodbye, and waits.
  const destroy = (): void => void socket.destroy()
  signal.addEventListener('abort', destroy, { once: true })
  socket.once('close', () => signal.removeEventListener('abort', destroy))
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('error', reject)
      client.connect((error) => (error ? reject(error) : resolve()))
    })
  } catch (error) {
    destroy()
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
  // A connection that breaks also fails the query that waits on it, which says so; without a listener it would end
  // the process.
  client.on('error', () => {})
  return { client, [Symbol.asyncDispose]: async () => destroy() }
}
