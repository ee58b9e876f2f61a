import { connect, type Socket } from 'node:net'
import { Connection, Request, TYPES } from 'tedious'
import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { reflowPem } from '../reflow-pem.ts'
import { explainError } from './explain-error.ts'
import { refusePlainLogin } from './refuse-plain-login.ts'
import type { Settings } from './settings.ts'

const connectWithin = 10_000
/** Rows that wait for who consumes them before the server is asked to wait. */
const readAhead = 256

/** Given back, the connection is cut at once, whatever it is doing. */
export interface OpenConnection extends AsyncDisposable {
  /** The rows of a statement, each an array of values in the order of its columns. Read only as fast as they are taken. */
  rows(sql: string, parameters?: Readonly<Record<string, string>>): AsyncGenerator<readonly unknown[]>
  /** Statements without rows. */
  run(sql: string): Promise<void>
  /** Names of the columns of the last statement. */
  columns: () => readonly string[]
}

const cells = z.array(z.object({ value: z.unknown(), metadata: z.object({ colName: z.string() }) }))
const described = z.array(z.object({ colName: z.string() }))

const create = (settings: Settings, onSocket: (socket: Socket) => void): Connection =>
  new Connection({
    server: settings.host,
    authentication: {
      type: 'default',
      options: { userName: settings.username, password: settings.password },
    },
    options: {
      port: settings.port,
      database: settings.database,
      // Always: a login that is not encrypted shows the password. Whose certificate it is, ssl_enabled asks.
      encrypt: true,
      trustServerCertificate: !settings.ssl_enabled,
      ...(settings.ssl_enabled &&
        settings.ssl_ca !== undefined && { cryptoCredentialsDetails: { ca: reflowPem(settings.ssl_ca) } }),
      connector: async () => {
        const { host, port, lookup } = settings
        const socket = connect({ host, port, keepAlive: true, lookup })
        onSocket(socket)
        await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
        refusePlainLogin(socket)
        return socket
      },
      appName: 'patchbay',
      connectTimeout: connectWithin,
      // A stream waits for Elasticsearch.
      requestTimeout: 0,
      textsize: 2_147_483_647,
      maxRetriesOnTransientErrors: 0,
    },
  })

/**
 * Opens one connection, which the signal cuts.
 * @throws PatchbayError `source.unreachable` or `source.refused` with the fix.
 */
export const openConnection = async (settings: Settings, signal: AbortSignal): Promise<OpenConnection> => {
  signal.throwIfAborted()
  let socket: Socket | undefined
  const destroy = (): void => void socket?.destroy()
  signal.addEventListener('abort', destroy, { once: true })
  try {
    const connection = create(settings, (opened) => {
      socket = opened
      opened.once('close', () => signal.removeEventListener('abort', destroy))
    })
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error === undefined ? resolve() : reject(error)))
    })
    // One that breaks also fails the statement that waits on it; without a listener it would end the process.
    connection.on('error', () => {})
    return talking(connection, destroy)
  } catch (error) {
    destroy()
    signal.throwIfAborted()
    // The driver tells only that there is no connection.
    throw explainError(socket?.errored instanceof PatchbayError ? socket.errored : error, settings)
  }
}

const talking = (connection: Connection, destroy: () => void): OpenConnection => {
  let names: readonly string[] = []
  async function* rows(sql: string, parameters: Readonly<Record<string, string>> = {}) {
    const waiting: unknown[][] = []
    let ended = false
    let failed: Error | undefined
    let wake: (() => void) | undefined
    const request = new Request(sql, (error) => {
      ended = true
      failed = error ?? undefined
      wake?.()
    })
    for (const [name, value] of Object.entries(parameters)) request.addParameter(name, TYPES.NVarChar, value)
    request.on('columnMetadata', (columns) => {
      names = described.parse(columns).map(({ colName }) => colName)
    })
    request.on('row', (row: unknown) => {
      waiting.push(cells.parse(row).map(({ value }) => value))
      if (waiting.length >= readAhead) request.pause()
      wake?.()
    })
    connection.execSql(request)
    try {
      for (;;) {
        const row = waiting.shift()
        if (row !== undefined) {
          yield row
          continue
        }
        if (failed !== undefined) throw failed
        if (ended) return
        request.resume()
        await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      if (!ended) destroy()
    }
  }
  return {
    rows,
    run: (sql) =>
      new Promise((resolve, reject) => {
        connection.execSqlBatch(new Request(sql, (error) => (error ? reject(error) : resolve())))
      }),
    columns: () => names,
    [Symbol.asyncDispose]: async () => destroy(),
  }
}
