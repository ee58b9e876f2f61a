import { isIP, type LookupFunction } from 'node:net'
import { type ClientSession, type Collection, type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { PatchbayError } from '../../errors.ts'
import { reflowPem } from '../reflow-pem.ts'
import type { SourceHost } from '../data-source.ts'
import { explainError } from './explain-error.ts'
import { serversOf, type Settings, uriOf } from './settings.ts'

const answerWithin = 10_000

/** The driver goes on trying what was refused, and tells in the end that nothing answered. */
const telling =
  (lookup: LookupFunction, refused: (error: PatchbayError) => void): LookupFunction =>
  (host, options, done) =>
    lookup(host, options, (error, ...found) => {
      if (error instanceof PatchbayError) refused(error)
      done(error, ...found)
    })

const optionsOf = (settings: Settings, refused: (error: PatchbayError) => void): MongoClientOptions => ({
  ...(settings.user && { auth: { username: settings.user, password: settings.password ?? '' } }),
  directConnection: settings.direct_connection,
  // Also for the servers that an SRV record or another server names.
  ...(settings.lookup && { lookup: telling(settings.lookup, refused) }),
  tls: settings.ssl_enabled,
  ...(settings.ssl_enabled && settings.ssl_ca && { ca: reflowPem(settings.ssl_ca) }),
  ...(settings.ssl_enabled && settings.tls_insecure && { tlsInsecure: true }),
  // Options come before what the connection string says, so they are left out where it says something.
  ...(!/serverSelectionTimeoutMS=/i.test(settings.host) && { serverSelectionTimeoutMS: answerWithin }),
  ...(!/connectTimeoutMS=/i.test(settings.host) && { connectTimeoutMS: answerWithin }),
  // Behind a load balancer a change stream keeps one to itself.
  maxPoolSize: 2,
  appName: 'patchbay',
  // Numbers of 64 bits keep their digits, and a regular expression that JavaScript can't compile is still read.
  useBigInt64: true,
  bsonRegExp: true,
})

const clientOf = (settings: Settings, refused: (error: PatchbayError) => void): MongoClient =>
  new MongoClient(uriOf(settings), optionsOf(settings, refused))

/**
 * Every host that the connection string makes the driver ask, as the driver itself reads it: the servers, a proxy, and
 * for the credentials of a cloud that cloud's metadata server.
 */
export const hostsOf = (settings: Settings): readonly SourceHost[] => {
  const asked = (() => {
    try {
      const { hosts, srvHost, proxyHost, credentials } = clientOf(settings, () => {}).options
      const isOfCloud = /^MONGODB-(OIDC|AWS)$/.test(credentials?.mechanism ?? '')
      const servers = hosts.map(({ host, socketPath }) => host ?? socketPath)
      return [...servers, srvHost, proxyHost, isOfCloud ? '169.254.169.254' : undefined]
    } catch (error) {
      throw explainError(error, settings)
    }
  })()
  return asked.flatMap((host) => (host === undefined ? [] : [{ field: 'host', host }]))
}

/** MongoDB reads a collection that doesn't exist as an empty one, which would empty the index. */
const existing = async (database: Db, settings: Settings): Promise<Collection> => {
  const [found] = await database
    .listCollections({ name: settings.collection }, { nameOnly: true, authorizedCollections: true })
    .toArray()
  if (found !== undefined) return database.collection(settings.collection)
  throw new PatchbayError(
    'source.refused',
    `The database "${settings.database}" of MongoDB at ${serversOf(settings)} has no collection "${settings.collection}".`,
    { field: 'collection', next: "Correct database and collection in the connector's configuration." },
  )
}

export interface OpenCollection extends AsyncDisposable {
  database: Db
  collection: Collection
  /** What is read in it is never older than what was read in it before, whichever server answers. */
  session: ClientSession
}

/**
 * Opens a connection of its own to the collection, which the signal cuts.
 * @throws PatchbayError `source.unreachable` or `source.refused` with the fix.
 */
export const openCollection = async (settings: Settings, signal: AbortSignal): Promise<OpenCollection> => {
  signal.throwIfAborted()
  let client: MongoClient | undefined
  let refusal: PatchbayError | undefined
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', cut)
    await client?.close(true)
  }
  // What was waiting on the connection fails by that, and says so.
  const cut = (): void => void client?.close(true).catch(() => {})
  try {
    client = clientOf(settings, (error) => (refusal = error))
    client.on('serverOpening', ({ address }) => {
      const host = address.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '')
      if (isIP(host) === 0 && !host.includes('/')) return
      // A member that another server names by its numbers, or a socket, is looked up nowhere: this is before it is connected.
      settings.lookup?.(host, {}, (error) => {
        if (!(error instanceof PatchbayError)) return
        refusal = error
        cut()
      })
    })
    signal.addEventListener('abort', cut, { once: true })
    await client.connect()
    const session = client.startSession({ causalConsistency: true })
    const database = client.db(settings.database)
    const collection = await existing(database, settings)
    return { database, collection, session, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    signal.throwIfAborted()
    throw explainError(refusal ?? error, settings)
  }
}
