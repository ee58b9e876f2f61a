import type { Intercept } from '@patchbay/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { orphanKeys } from '../../core/src/steps/orphan-keys.ts'
import { KnownConnectors } from '../../core/src/sync/known-connectors.ts'
import { onLocal } from '../conformance/on-cluster.ts'
import { fillConnectorCopies } from '../fixtures/fill-connector-copies.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { newScript } from '../sync/scripted-source.ts'

/** More than a search may page over by number. */
const many = 10_200
const never = { enabled: true, interval: '0 0 0 1 1 ? 2090' }
const off = { enabled: false, interval: '0 0 0 * * ?' }
const scheduling = (full: { enabled: boolean; interval: string }) => ({
  full,
  incremental: off,
  access_control: off,
})

describe('a worker among more than ten thousand connectors', () => {
  const opened = onLocal(async (cluster) => {
    const ground = await openWorkerGround(cluster)
    const { id } = await ground.connector()
    await ground.es.connector.updateScheduling({ connector_id: id, scheduling: scheduling(never) })
    const doc = { status: 'connected' }
    await ground.es.update({ index: '.elastic-connectors', id, doc, refresh: true })
    await fillConnectorCopies(ground.es, id, many)
    return ground
  })

  it('runs what is asked of the last of them, and asks once a look while nothing changes', async () => {
    const { connector, request, start, waitFor, stopWorkers, stored, es } = opened()
    onTestFinished(stopWorkers)
    const { id } = await connector(newScript({ a: { one: {} } }))
    let requests: string[] = []
    const intercept: Intercept = (sent, send) => {
      requests.push(`${sent.method} ${sent.path.split('?')[0]}`)
      return send()
    }
    const asked = await request(id)
    let rounds = 0
    await start({ intercept, observe: (event) => void (rounds += event.is === 'round' ? 1 : 0) })
    expect(await waitFor(asked, 'completed')).toMatchObject({ indexed_document_count: 1 })
    // The job ends before its connector says so: that is no look.
    await expect.poll(() => stored(id), { timeout: 20_000 }).toMatchObject({ last_sync_status: 'completed' })
    rounds = 0
    await expect.poll(() => rounds, { timeout: 20_000 }).toBeGreaterThan(3)
    requests = []
    rounds = 0
    await expect.poll(() => rounds, { timeout: 20_000 }).toBeGreaterThan(5)
    const looks = requests.filter((one) => one.endsWith('/_msearch'))
    // Now and then it says that it is alive.
    expect(requests.filter((one) => !one.includes('patchbay-leases'))).toEqual(looks)
    expect(looks.length).toBeLessThanOrEqual(rounds + 1)

    // It hears of a schedule that is set meanwhile, and of one that is due.
    const due = scheduling({ enabled: true, interval: '* * * * * ?' })
    await es.connector.updateScheduling({ connector_id: id, scheduling: due })
    await es.update({ index: '.elastic-connectors', id, doc: { status: 'connected' }, refresh: true })
    const scheduled = async () => (await stored(id))['last_sync_scheduled_at'] ?? null
    await expect.poll(scheduled, { timeout: 20_000 }).not.toBeNull()
    await es.connector.updateScheduling({ connector_id: id, scheduling: scheduling(off) })
  })

  it('hears within a minute of what sequence numbers do not tell: one that was deleted', async () => {
    const { connector, es } = opened()
    const { id } = await connector()
    let now = 0
    const known = new KnownConnectors({ es, clock: { monotonic: () => now } })
    const first = await known.look()
    expect(first.changed.length).toBeGreaterThanOrEqual(many)
    expect(first.changed.every(({ isNew }) => isNew)).toBe(true)
    expect((await known.look()).changed).toEqual([])
    await es.connector.updateName({ connector_id: id, name: 'another' })
    expect((await known.look()).changed).toMatchObject([{ connector: { id, name: 'another' }, isNew: false }])
    await es.connector.delete({ connector_id: id })
    expect((await known.look()).gone).toEqual([])
    now += 61_000
    expect(await known.look()).toMatchObject({ changed: [], gone: [id], whole: true })
    expect(known.get(id)).toBeUndefined()
  })

  it('leave no key orphaned that one of those names whom no list shows', async () => {
    const { es, connector } = opened()
    const { id } = await connector()
    const indices = [{ names: ['search-far'], privileges: ['read'] }]
    const name = 'far'
    const made = await es.security.createApiKey({
      name,
      role_descriptors: { 'far-connector-role': { indices } },
    })
    const orphans = async () => (await orphanKeys({ es }, new Date())).orphans.map(({ key }) => key.id)
    expect(await orphans()).toContain(made.id)
    await es.connector.updateApiKeyId({ connector_id: id, api_key_id: made.id })
    await es.indices.refresh({ index: '.elastic-connectors' })
    expect(await orphans()).not.toContain(made.id)
  })

  it('ends the job of one that was deleted', async () => {
    const { connector, request, runDue, job, es } = opened()
    const { id } = await connector(newScript({ a: { one: {} } }))
    const asked = await request(id)
    await es.connector.delete({ connector_id: id })
    await runDue()
    expect(await job(asked)).toMatchObject({ status: 'error' })
  })
})
