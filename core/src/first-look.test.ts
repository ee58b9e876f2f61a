import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCore } from './create-core.ts'
import type { Session } from './deps.ts'
import { connect, createLister, openCluster, Secret } from './first-look.ts'
import { startLocalElasticsearch } from './local-elasticsearch/start-local-elasticsearch.ts'

describe('a first look at a cluster', () => {
  const core = createCore()
  let session: Session
  let signIn: (username: string, password: string) => Promise<Session>
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-look-'))
    const { url, close: stop } = await startLocalElasticsearch({ dataDir, password: 'of-elastic' })
    close = async () => {
      await stop()
      await rm(dataDir, { recursive: true })
    }
    signIn = (username, password) =>
      openCluster(
        { name: 'test' },
        connect({ url, auth: { kind: 'basic', username, password: new Secret(password) } }),
      )
    session = await signIn('elastic', 'of-elastic')
    await core.run(session, 'cluster.setup', { policy: 'now' })
    for (const name of ['desks', 'chairs'])
      await core.run(session, 'connector.create', { serviceType: 'dir', name })
  })
  afterAll(() => close())

  it('lists connectors as the whole core does', async () => {
    const asked = { limit: 1, query: 'desk' }
    const listed = await createLister().run(session, 'connector.list', asked)
    expect(listed).toMatchObject({ state: 'read', result: { total: 1, items: [{ name: 'desks' }] } })
    expect(listed).toEqual(await core.run(session, 'connector.list', asked))
  })

  it('asks for the same privileges', async () => {
    await session.es.security.putUser({ username: 'nobody', password: 'of-nobody', roles: ['monitors'] })
    await session.es.security.putRole({ name: 'monitors', cluster: ['monitor'] })
    const nobody = await signIn('nobody', 'of-nobody')
    await expect(createLister().run(nobody, 'connector.list', {})).rejects.toHaveProperty(
      'code',
      'privilege.missing',
    )
  })

  it('knows nothing else to do there', async () => {
    await expect(
      createLister().run(session, 'connector.delete', { connector: 'desks' }),
    ).rejects.toHaveProperty('code', 'input.unknown-operation')
  })
})
