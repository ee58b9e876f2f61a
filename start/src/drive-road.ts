import { connect, createCore, Secret, systemClock, systemIds } from '@patchbay/core'
import { sources, startWorker, toLines } from '@patchbay/core/sync'
import type { LocalCredentials } from './keep-credentials.ts'
import { login } from './make-people.ts'
import { runRoad } from './road/run-road.ts'
import type { ShowStep } from './show-step.ts'
import type { SampleDatabase } from './start-postgresql.ts'

/** Where the road goes: any Elasticsearch that is set up, with its people, the worker's key and the sample database. */
export interface Ground {
  url: string
  credentials: LocalCredentials
  database: SampleDatabase
}

interface Working {
  /** Those of self-managed connectors. */
  keys: (connector: string) => Secret | undefined
  log: (line: string) => void
  /** Files with passwords and keys, to whose folder no connector leads. */
  ownFiles?: readonly string[]
}

/** A worker for this Elasticsearch, in this process. */
export const workFor = (
  { url, credentials }: Pick<Ground, 'url' | 'credentials'>,
  { keys, log, ownFiles }: Working,
) => {
  const connectTo = (apiKey: Secret) => connect({ url, auth: { kind: 'api-key', apiKey } })
  return startWorker({
    es: connectTo(new Secret(credentials.services.worker)),
    connectTo,
    keys,
    sources,
    clock: systemClock,
    ids: systemIds,
    observe: toLines(log),
    addressRules: { ownFiles },
    idle: 200,
  })
}

/** Starts a worker and drives the whole road; throws at the first step that fails. */
export const driveRoad = async (ground: Ground, show: ShowStep, signal: AbortSignal): Promise<void> => {
  const { url, credentials, database } = ground
  const keys = new Map<string, Secret>()
  const worker = await workFor(ground, { keys: (id) => keys.get(id), log: () => undefined })
  try {
    await runRoad({
      core: createCore(),
      ada: await login(url, 'ada', credentials.users.ada),
      grace: await login(url, 'grace', credentials.users.grace),
      elastic: await login(url, 'elastic', credentials.users.elastic),
      database,
      show,
      signal,
      giveKeyToWorker: (connector, encoded) => keys.set(connector, new Secret(encoded)),
    })
  } finally {
    await worker.stop()
  }
}
