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
import { runDue, sources, startWorker, toLines, type Worker, type WorkerOptions } from '@patchbay/core/sync'
import { z } from 'zod'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { newScript, type Script, scriptedSource } from './scripted-source.ts'

/** A set-up cluster, and workers for it that end with the test. */
export interface WorkerGround {
  es: Client
  /** A managed connector that reads a script, with an index and a key of its own. */
  connector(
    script?: Script,
    more?: { language?: string; rights?: boolean; password?: string },
  ): Promise<TestConnector>
  /** The same for a source of its own, with its configuration. */
  connectorOf(serviceType: string, values: Values): Promise<{ id: string; index: string }>
  workerKey: Secret
  /** Options of a worker that is quicker than usual; `keys` for self-managed connectors. */
  options(more?: Partial<WorkerOptions> & { intercept?: Intercept }): WorkerOptions & { lines: string[] }
  start(more?: Partial<WorkerOptions> & { intercept?: Intercept }): Promise<Worker>
  /** Stops what a test started and left: its workers must not run the jobs of the next one. */
  stopWorkers(): Promise<void>
  runDue(more?: Partial<WorkerOptions> & { intercept?: Intercept }): Promise<string[]>
  /** A full sync, asked for and run. */
  sync(connectorId: string, more?: Partial<WorkerOptions> & { intercept?: Intercept }): Promise<Job>
  request(connectorId: string, type?: Kind): Promise<string>
  /** Lets the deletes go that the last sync held back; the id of the sync that follows. */
  confirmDeletes(connectorId: string): Promise<string>
  job(id: string): Promise<Job>
  jobsOf(connectorId: string): Promise<{ id: string; status: string }[]>
  waitFor(jobId: string, ...statuses: string[]): Promise<Job>
  /** The connector's document. */
  stored(connectorId: string): Promise<Record<string, unknown>>
  /** Documents of an index by id, without what the worker adds. */
  documents(index: string): Promise<Record<string, unknown>>
  /** Ids of the documents that an identity's query finds. */
  seenBy(index: string, identity: string): Promise<string[]>
  /** What is there instead of the key of a managed connector from now on. */
  replaceKey(connectorId: string, index: string): Promise<{ id: string }>
}

export interface TestConnector {
  id: string
  index: string
  script: Script
}

/** What a connector's configuration says; lists as such. */
export type Values = Record<string, string | number | boolean | string[]>
type Kind = 'full' | 'incremental' | 'access_control'

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
const queryJson = z.record(z.string(), z.unknown())
const identitySource = z.object({
  _source: z.object({
    query: z.object({
      template: z.object({ source: z.string(), params: z.object({ access_control: z.array(z.string()) }) }),
    }),
  }),
})
const startedJob = z.object({ job: z.string() })
const hits = z.object({
  hits: z.object({
    hits: z.array(z.object({ _id: z.string(), _source: z.record(z.string(), z.unknown()) })),
  }),
})
const source = z.object({ _source: z.record(z.string(), z.unknown()) })
const quick = {
  watch: 50,
  progress: 200,
  heartbeat: 200,
  leaseTerm: 1_000,
  abandoned: 1_500,
  retry: 10,
  patience: 3_000,
}
let count = 0

const field = (label: string, value: Values[string], order: number) => ({
  label,
  value: Array.isArray(value) ? value.join(',') : value,
  order,
  type:
    typeof value === 'number'
      ? ('int' as const)
      : typeof value === 'boolean'
        ? ('bool' as const)
        : Array.isArray(value)
          ? ('list' as const)
          : ('str' as const),
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

/** @param slowness how many times as long as usual a worker may be silent: for a server that takes its time. */
export const openWorkerGround = async (
  { url, password }: TestCluster,
  slowness = 1,
): Promise<WorkerGround> => {
  const timing = {
    ...quick,
    leaseTerm: quick.leaseTerm * slowness,
    abandoned: quick.abandoned * slowness,
    patience: quick.patience * slowness,
  }
  const started: Worker[] = []
  const connectTo = (apiKey: Secret, intercept?: Intercept) =>
    connect({ url, auth: { kind: 'api-key', apiKey }, intercept })
  const session = await openSession(
    'test',
    connect({ url, auth: { kind: 'basic', username: 'elastic', password: new Secret(password) } }),
  )
  const { es } = session
  const core = createCore()
  const answer = await core.run(session, 'cluster.setup', { service: 'worker', policy: 'now' })
  const { service } = serviceKey.parse('result' in answer ? answer.result : undefined)
  const scripts = new Map<string, Script>()
  const scripted = scriptedSource((directory) => scripts.get(directory))

  const newKey = async (connectorId: string, index: string): Promise<{ id: string; secretId: string }> => {
    const role = {
      cluster: [],
      indices: [{ names: [index, `.search-acl-filter-${index}`], privileges: ['all'] }],
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
    valuesOf: (id: string) => Values,
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
      observe: toLines((line) => lines.push(line)),
      idle: 50,
      timing,
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
    confirmDeletes: async (connector) => {
      const confirmed = await core.run(session, 'sync.confirm-deletes', { connector })
      return startedJob.parse('result' in confirmed ? confirmed.result : confirmed).job
    },
    request,
    job,
    jobsOf: async (connector) =>
      (await es.connector.syncJobList({ connector_id: connector, size: 1_000 })).results,
    runDue: run,
    start: async (more) => {
      const worker = await startWorker(options(more))
      started.push(worker)
      return worker
    },
    stopWorkers: async () => {
      await Promise.all(started.splice(0).map((worker) => worker.stop()))
    },
    workerKey: service.apiKey,
    async connector(script = newScript(), { language, rights, password } = {}) {
      const values = (name: string) => ({
        directory: name,
        ...(password !== undefined && { password }),
        ...(rights === true && { use_document_level_security: true }),
      })
      const { id, index } = await newConnector('scripted', values, language)
      scripts.set(id, script)
      return { id, index, script }
    },
    connectorOf: (serviceType, values) => newConnector(serviceType, () => values),
    async sync(id, more) {
      const asked = await request(id)
      await run(more)
      return job(asked)
    },
    async waitFor(id, ...statuses) {
      const until = Date.now() + 50_000 * slowness
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
    async seenBy(index, identity) {
      const { _source } = identitySource.parse(
        await es.get({ index: `.search-acl-filter-${index}`, id: identity }),
      )
      const { source: template, params } = _source.query.template
      const list = JSON.stringify(params.access_control)
      const query = queryJson.parse(
        JSON.parse(template.replaceAll('{{#toJson}}access_control{{/toJson}}', list)),
      )
      await es.indices.refresh({ index })
      const found = hits.parse(await es.search({ index, query, size: 100 }))
      return found.hits.hits.map(({ _id }) => _id).toSorted()
    },
    replaceKey: newKey,
  }
}
