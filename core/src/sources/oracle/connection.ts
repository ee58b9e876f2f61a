import { lookup as resolveName } from 'node:dns'
import type { LookupFunction } from 'node:net'
import oracledb from 'oracledb'
import { z } from 'zod'
import { explainError } from './explain-error.ts'
import { databaseOf, type Settings } from './settings.ts'
import { addressOf, openTunnel } from './tunnel.ts'

/** Rows that the driver asks for together. */
const atOnce = 500

/** Given back, the connection is cut, whatever it is doing. */
export interface OpenConnection extends AsyncDisposable {
  /** The rows of a statement, each an array of values in the order of its columns. Read only as fast as they are taken. */
  rows(sql: string, parameters?: Readonly<Record<string, string>>): AsyncGenerator<readonly unknown[]>
  run(sql: string): Promise<void>
}

const rowSchema = z.array(z.unknown())

/** The way there, as Oracle's own files of names describe it. */
export const describeWay = (settings: Settings): string => {
  const { host, port, oracle_protocol: protocol, connection_source: source } = settings
  const what = `(${source === 'sid' ? 'SID' : 'SERVICE_NAME'}=${databaseOf(settings)})`
  const security = protocol === 'TCPS' ? '(SECURITY=(SSL_SERVER_DN_MATCH=ON))' : ''
  const address = `(ADDRESS=(PROTOCOL=${protocol})(HOST=${host})(PORT=${port}))`
  return `(DESCRIPTION=(TRANSPORT_CONNECT_TIMEOUT=10)${address}(CONNECT_DATA=${what})${security})`
}

/**
 * The driver takes no lookup. It is told the address that was found instead of the name; over TLS, which needs the name,
 * it goes through a tunnel, which redirects of the server can't get round. Those over plain TCP are followed anywhere.
 */
const openWay = async (settings: Settings, lookup: LookupFunction) => {
  if (settings.oracle_protocol === 'TCPS') {
    const { host: httpsProxy, port: httpsProxyPort, failure, close } = await openTunnel(lookup)
    return { options: { connectString: describeWay(settings), httpsProxy, httpsProxyPort }, failure, close }
  }
  const host = await addressOf(lookup, settings.host)
  const options = { connectString: describeWay({ ...settings, host }) }
  return { options, failure: () => undefined, close: () => undefined }
}

/** Long texts and bytes come whole. */
const typeHandler = ({ dbType }: { dbType?: unknown }) => {
  if (dbType === oracledb.DB_TYPE_CLOB || dbType === oracledb.DB_TYPE_NCLOB) return { type: oracledb.STRING }
  return dbType === oracledb.DB_TYPE_BLOB ? { type: oracledb.BUFFER } : undefined
}

/**
 * Opens one connection, which the signal cuts.
 * @throws PatchbayError `source.unreachable` or `source.refused` with the fix.
 */
export const openConnection = async (settings: Settings, signal: AbortSignal): Promise<OpenConnection> => {
  signal.throwIfAborted()
  const {
    username: user,
    password,
    wallet_configuration_path: walletLocation,
    lookup = resolveName,
  } = settings
  const way = await openWay(settings, lookup).catch((error: unknown) => {
    throw explainError(error, settings)
  })
  let connection: oracledb.Connection
  try {
    signal.throwIfAborted()
    connection = await oracledb.getConnection({
      user,
      password,
      ...way.options,
      ...(walletLocation !== undefined && { walletLocation }),
    })
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(way.failure() ?? error, settings)
  } finally {
    way.close()
  }
  const destroy = async (): Promise<void> => {
    signal.removeEventListener('abort', cut)
    // One that is broken already has nothing left to close.
    await connection.close({ drop: true }).catch(() => {})
  }
  const cut = (): void => void connection.break().then(destroy, destroy)
  signal.addEventListener('abort', cut, { once: true })
  if (signal.aborted) {
    await destroy()
    signal.throwIfAborted()
  }
  return {
    async *rows(sql, parameters = {}) {
      const stream = connection.queryStream(sql, parameters, {
        outFormat: oracledb.OUT_FORMAT_ARRAY,
        fetchArraySize: atOnce,
        fetchTypeHandler: typeHandler,
      })
      for await (const row of stream) yield rowSchema.parse(row)
    },
    async run(sql) {
      await connection.execute(sql)
    },
    [Symbol.asyncDispose]: destroy,
  }
}
