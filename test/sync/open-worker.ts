import type { Client } from '@elastic/elasticsearch'
import {
  connect,
  createCore,
  type Intercept,
  openSession,
  Secret,
  systemClock,
  systemIds,
} from '@patchbay/core'
import { runDue, sources, startWorker, type Worker, type WorkerOptions } from '@patchbay/core/sync'
import { z } from 'zod'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { newScript, type Script, scriptedSource } from './scripted-source.ts'

/** A set-up cluster, and workers for it that end with the test. */
export interface WorkerGround {
  es: Client
  /** A managed connector that reads a script, with an index and a key of its own. */
  connector(script?: Script, more?: { language?: string }): Promise<TestConnector>
  /** The same for PostgreSQL, with its configuration. */
  postgresqlConnector(values: Record<string, string | number>): Promise<{ id: string; index: string }>
  workerKey: Secret
  /** Options of a worker that is quicker than usual; `keys` for self-managed connectors. */
  options(more?: Partial<WorkerOptions> & { intercept?: Intercept }): WorkerOptions & { lines: string[] }
  start(more?: Partial<WorkerOptions> & { intercept?: Intercept }): Promise<Worker>
  runDue(more?: Partial<WorkerOptions> & { intercept?: Intercept }): Promise<string[]>
  /** A full sync, asked for and run. */
  sync(connectorId: string, more?: Partial<WorkerOptions> & { intercept?: Intercept }): Promise<Job>
  request(connectorId: string, type?: 'full' | 'incremental'): Promise<string>
  job(id: string): Promise<Job>
  waitFor(jobId: string, ...statuses: string[]): Promise<Job>
  /** The connector's document. */
  stored(connectorId: string): Promise<Record<string, unknown>>
  /** Documents of an index by id, without what the worker adds. */
  documents(index: string): Promise<Record<string, unknown>>
  /** What is there instead of the key of a managed connector from now on. */
  replaceKey(connectorId: string, index: string): Promise<{ id: string }>
}

export interface TestConnector {
  id: string
  index: string
  script: Script
}

const jobSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  error: z.string().nullish(),
  indexed_document_count: z.number(),
  deleted_document_count: z.number(),
  indexed_document_volume: z.number(),
  total_document_count: z.number().nullish(),
  metadata: z.object({ patchbay: z.looseObject({}).optional() }).nullish(),
})
export type Job = z.infer<typeof jobSchema>

const serviceKey = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
const hits = z.object({
  hits: z.object({
    hits: z.array(z.object({ _id: z.string(), _source: z.record(z.string(), z.unknown()) })),
  }),
})
const source = z.object({ _source: z.record(z.string(), z.unknown()) })
const quick = { watch: 50, heartbeat: 200, leaseTerm: 1_000, abandoned: 1_500, patience: 3_000 }
let count = 0

const field = (label: string, value: string | number, order: number) => ({
  label,
  value,
  order,
  type:
    typeof value === 'number' ? ('int' as const) : label === 'tables' ? ('list' as const) : ('str' as const),
  required: true,
  default_value: null,
  depends_on: [],
  display: 'textbox' as const,
  options: [],
  sensitive: label === 'password',
  tooltip: null,
  ui_restrictions: [],
  validations: [],
})

export const openWorkerGround = async ({ url, password }: TestCluster): Promise<WorkerGround> => {
  const connectTo = (apiKey: Secret, intercept?: Intercept) =>
    connect({ url, auth: { kind: 'api-key', apiKey }, intercept })
  const session = await openSession(
    'test',
    connect({ url, auth: { kind: 'basic', username: 'elastic', password: new Secret(password) } }),
  )
  const { es } = session
  const answer = await createCore().run(session, 'cluster.setup', { service: 'worker' })
  const { service } = serviceKey.parse('result' in answer ? answer.result : undefined)
  const scripts = new Map<string, Script>()
  const scripted = scriptedSource((directory) => scripts.get(directory))

  const newKey = async (connectorId: string, index: string): Promise<{ id: string; secretId: string }> => {
    const role = {
      cluster: [],
      indices: [{ names: [index], privileges: ['all'] }],
    }
    const made = await es.security.createApiKey({
      name: `${index}-key`,
      role_descriptors: { connector: role },
    })
    const secretId = `secret-${connectorId}-${made.id}`
    await es.connector.secretPut({ id: secretId, value: made.encoded })
    await es.connector.updateApiKeyId({
      connector_id: connectorId,
      api_key_id: made.id,
      api_key_secret_id: secretId,
    })
    return { id: made.id, secretId }
  }

  const newConnector = async (
    serviceType: string,
    valuesOf: (id: string) => Record<string, string | number>,
    language?: string,
  ): Promise<{ id: string; index: string }> => {
    const id = `connector-${(count += 1)}-${Date.now().toString(36)}`
    const index = `search-${id}`
    await es.connector.put({
      connector_id: id,
      index_name: index,
      name: id,
      service_type: serviceType,
      is_native: true,
      ...(language === undefined ? {} : { language }),
    })
    await newKey(id, index)
    const configuration = Object.fromEntries(
      Object.entries(valuesOf(id)).map(([key, value], at) => [key, field(key, value, at)]),
    )
    await es.connector.updateConfiguration({ connector_id: id, configuration })
    return { id, index }
  }

  const options: WorkerGround['options'] = ({ intercept, ...more } = {}) => {
    const lines: string[] = []
    return {
      es: connectTo(service.apiKey, intercept),
      connectTo: (apiKey) => connectTo(apiKey, intercept),
      keys: () => undefined,
      sources: { ...sources, scripted: () => Promise.resolve(scripted) },
      clock: systemClock,
      ids: systemIds,
      log: (line) => lines.push(line),
      idle: 50,
      timing: quick,
      lines,
      ...more,
    }
  }
  const job: WorkerGround['job'] = async (id) =>
    jobSchema.parse(await es.connector.syncJobGet({ connector_sync_job_id: id }))
  const request: WorkerGround['request'] = async (id, type = 'full') =>
    (await es.connector.syncJobPost({ id, job_type: type, trigger_method: 'on_demand' })).id
  const run: WorkerGround['runDue'] = async (more) => {
    const given = options(more)
    await runDue(given)
    return given.lines
  }

  return {
    es,
    options,
    request,
    job,
    runDue: run,
    start: (more) => startWorker(options(more)),
    workerKey: service.apiKey,
    async connector(script = newScript(), { language } = {}) {
      const { id, index } = await newConnector('scripted', (name) => ({ directory: name }), language)
      scripts.set(id, script)
      return { id, index, script }
    },
    postgresqlConnector: (values) => newConnector('postgresql', () => values),
    async sync(id, more) {
      const asked = await request(id)
      await run(more)
      return job(asked)
    },
    async waitFor(id, ...statuses) {
      const until = Date.now() + 15_000
      for (;;) {
        const found = await job(id)
        if (statuses.includes(found.status)) return found
        if (Date.now() > until) throw new Error(`The job is still ${found.status}: ${found.error}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    stored: async (id) => source.parse(await es.get({ index: '.elastic-connectors', id }))._source,
    async documents(index) {
      await es.indices.refresh({ index })
      const found = hits.parse(await es.search({ index, size: 1_000, query: { match_all: {} } }))
      return Object.fromEntries(
        found.hits.hits.map(({ _id, _source: { _patchbay, _timestamp, ...rest } }) => [_id, rest]),
      )
    },
    replaceKey: newKey,
  }
}
