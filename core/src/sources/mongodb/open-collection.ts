import { type ClientSession, type Collection, type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { PatchbayError } from '../../errors.ts'
import { reflowPem } from '../reflow-pem.ts'
import { explainError } from './explain-error.ts'
import { serversOf, type Settings, uriOf } from './settings.ts'

const answerWithin = 10_000

const optionsOf = (settings: Settings): MongoClientOptions => ({
  ...(settings.user && { auth: { username: settings.user, password: settings.password ?? '' } }),
  directConnection: settings.direct_connection,
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
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', cut)
    await client?.close(true)
  }
  // What was waiting on the connection fails by that, and says so.
  const cut = (): void => void client?.close(true).catch(() => {})
  try {
    client = new MongoClient(uriOf(settings), optionsOf(settings))
    signal.addEventListener('abort', cut, { once: true })
    await client.connect()
    const session = client.startSession({ causalConsistency: true })
    const database = client.db(settings.database)
    const collection = await existing(database, settings)
    return { database, collection, session, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
}
