import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { keepCredentials, type LocalCredentials, readCredentials } from './keep-credentials.ts'
import { makePeople, newPassword } from './make-people.ts'
import type { ShowStep } from './show-step.ts'
import { type SampleDatabase, startPostgresql } from './start-postgresql.ts'

/** A whole Patchbay on this machine. */
export interface Stack {
  url: string
  version: string
  credentials: LocalCredentials
  database: SampleDatabase
  stop(): Promise<void>
}

export interface StackOptions {
  /** Where everything is kept. */
  folder: string
  /** Of Elasticsearch; 0 takes a free one. */
  port: number
  show: ShowStep
}

/** Passwords of a new stack; those of an earlier one stay. */
const credentialsFor = async (file: string): Promise<{ credentials: LocalCredentials; isNew: boolean }> => {
  const kept = await readCredentials(file)
  if (kept !== undefined) return { credentials: kept, isNew: false }
  const users = { elastic: newPassword(), ada: newPassword(), grace: newPassword() }
  const url = 'http://127.0.0.1:9200'
  return {
    credentials: { url, users, services: { worker: '', bot: '' }, postgresPassword: newPassword() },
    isNew: true,
  }
}

/** Local Elasticsearch, set up, with its people and the key of its worker. */
const startElasticsearch = async ({ folder, port }: Omit<StackOptions, 'show'>) => {
  const file = join(folder, 'credentials.json')
  const { credentials: known, isNew } = await credentialsFor(file)
  const dataDir = join(folder, 'elasticsearch')
  const server = await startLocalElasticsearch({ dataDir, port, password: known.users.elastic })
  try {
    const { url } = server
    const credentials = { ...known, url }
    // Kept before anything is made with them, so that a start that was cut off can be repeated.
    await keepCredentials(file, credentials)
    if (isNew || credentials.services.worker === '' || credentials.services.bot === '') {
      const { worker, bot } = await makePeople(
        { url, password: credentials.users.elastic },
        credentials.users,
      )
      credentials.services = { worker: worker.reveal(), bot: bot.reveal() }
      await keepCredentials(file, credentials)
    }
    return { server, credentials }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Starts local Elasticsearch with its people, and the sample database; when one can't start, the other is stopped. */
export const startStack = async ({ folder, port, show }: StackOptions): Promise<Stack> => {
  // Open to pass through: as root, PostgreSQL runs as a user of its own. What is secret has its own mode.
  await mkdir(folder, { recursive: true })
  const { server, credentials } = await show('Local Elasticsearch', async () => {
    const value = await startElasticsearch({ folder, port })
    const { url, version } = value.server
    return { figure: `${version} at ${url}, data in ${relative(process.cwd(), folder)}`, value }
  })
  try {
    const database = await show('PostgreSQL (sample)', async () => {
      const value = await startPostgresql(join(folder, 'postgresql'), credentials.postgresPassword)
      return { figure: `127.0.0.1:${value.port}, 4,200 rows in 3 tables`, value }
    })
    const stop = async () => {
      await database.stop()
      await server.close()
    }
    return { url: server.url, version: server.version, credentials, database, stop }
  } catch (error) {
    await server.close()
    throw error
  }
}
