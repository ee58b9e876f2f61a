import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Principal } from '../security/principal.ts'
import { createConnectorRoutes } from './create-connector-routes.ts'
import { createMemoryDocumentStore } from './memory-document-store.ts'

const principal: Principal = {
  username: 'ada',
  roles: [],
  realm: { name: 'default_native', type: 'native' },
  authenticationType: 'realm',
  fullName: null,
  email: null,
  metadata: {},
}

/** The routes over an empty store: a call answers its status code and its body. */
const start = () => {
  const routes = createConnectorRoutes({
    store: createMemoryDocumentStore(),
    version: '8.17.10',
    now: () => new Date('2026-01-31T12:00:00Z'),
    authorize: () => undefined,
  })
  return async (call: string, params: Record<string, string>, body?: unknown) => {
    const [method, path = ''] = call.split(' ')
    const route = routes.find((candidate) => candidate.method === method && candidate.path === path)
    if (route === undefined) throw new Error(`There is no ${call}.`)
    const text = body === undefined ? '' : JSON.stringify(body)
    const request = { method: route.method, path, params, query: {}, principal }
    try {
      return await route.handle({ ...request, text: async () => text, stream: () => Readable.from([]) })
    } catch (error) {
      if (error instanceof ElasticsearchException) return { status: error.status, body: error.reason }
      throw error
    }
  }
}

const stateOf = z.object({ status: z.string() })
const one = { connector_id: 'one' }

/** What the Connector Protocol says, beside the code: the next status, or undefined for a refusal. */
type Model = (status: string) => string | undefined
interface Action {
  call: string
  body?: unknown
  next: Model
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  created: ['needs_configuration', 'error'],
  needs_configuration: ['configured', 'error'],
  configured: ['needs_configuration', 'configured', 'connected', 'error'],
  connected: ['connected', 'configured', 'error'],
  error: ['connected', 'configured', 'error'],
}
const at = 'PUT /_connector/{connector_id}'
const stays: Model = (status) => status
const ofConnectors: readonly Action[] = [
  ...Object.keys(allowed).map((to) => ({
    call: `${at}/_status`,
    body: { status: to },
    next: (from: string) => (allowed[from]?.includes(to) === true ? to : undefined),
  })),
  { call: `${at}/_status`, body: { status: 'asleep' }, next: () => undefined },
  { call: `${at}/_error`, body: { error: 'broken' }, next: () => 'error' },
  { call: `${at}/_error`, body: { error: null }, next: () => 'connected' },
  { call: `${at}/_configuration`, body: { configuration: {} }, next: () => 'configured' },
  {
    call: `${at}/_service_type`,
    body: { service_type: 'dir' },
    next: (status) => (status === 'created' ? 'created' : 'needs_configuration'),
  },
  {
    call: `${at}/_native`,
    body: { is_native: true },
    next: (status) => (status === 'connected' ? 'configured' : status),
  },
  { call: `${at}/_check_in`, next: stays },
  { call: `${at}/_name`, body: { name: 'n' }, next: stays },
]

const job = 'PUT /_connector/_sync_job/{connector_sync_job_id}'
const counts = { deleted_document_count: 0, indexed_document_count: 1, indexed_document_volume: 1 }
const ofJobs: readonly Action[] = [
  {
    call: `${job}/_cancel`,
    next: (status) => ({ pending: 'canceled', suspended: 'canceled', in_progress: 'canceling' })[status],
  },
  {
    call: `${job}/_error`,
    body: { error: 'broken' },
    next: (status) => (['in_progress', 'canceling'].includes(status) ? 'error' : undefined),
  },
  { call: `${job}/_error`, body: { error: '' }, next: () => undefined },
  // Checks nothing, as Elasticsearch's doesn't: leases are what keeps two workers apart.
  { call: `${job}/_claim`, body: { worker_hostname: 'w' }, next: () => 'in_progress' },
  { call: `${job}/_check_in`, next: stays },
  { call: `${job}/_stats`, body: counts, next: stays },
  { call: `${job}/_stats`, body: { ...counts, indexed_document_count: -1 }, next: () => undefined },
]

/** Walks at random, and tells each step after which the answer or the stored status is not the model's. */
const walk = async (
  actions: readonly Action[],
  begun: { call: ReturnType<typeof start>; params: Record<string, string>; get: string; first: string },
): Promise<string[]> => {
  const { call, params, get } = begun
  const wrong: string[] = []
  let status = begun.first
  for (const action of actions) {
    const answer = await call(action.call, params, action.body)
    const next = action.next(status)
    const found = stateOf.parse((await call(get, params)).body)
    const right = answer.status === (next === undefined ? 400 : 200) && found.status === (next ?? status)
    if (!right) wrong.push(`${action.call} in ${status}: ${answer.status}, and it is ${found.status}`)
    status = found.status
  }
  return wrong
}

const steps = (actions: readonly Action[]) =>
  fc.array(fc.constantFrom(...actions), { minLength: 1, maxLength: 25 })

describe('whatever is asked, in any order', () => {
  it('leaves a connector in the status that the Connector Protocol says, or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(steps(ofConnectors), async (actions) => {
        const call = start()
        await call('PUT /_connector/{connector_id}', one, {})
        expect(
          await walk(actions, { call, params: one, get: 'GET /_connector/{connector_id}', first: 'created' }),
        ).toEqual([])
      }),
    )
  })

  it('leaves a sync job in the status that the Connector Protocol says, or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(steps(ofJobs), async (actions) => {
        const call = start()
        await call('PUT /_connector/{connector_id}', one, { index_name: 'i', service_type: 'dir' })
        const { body } = await call('POST /_connector/_sync_job', {}, { id: 'one', job_type: 'full' })
        const params = { connector_sync_job_id: z.object({ id: z.string() }).parse(body).id }
        const get = 'GET /_connector/_sync_job/{connector_sync_job_id}'
        expect(await walk(actions, { call, params, get, first: 'pending' })).toEqual([])
      }),
    )
  })
})
