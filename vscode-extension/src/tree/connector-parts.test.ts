import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createCore, openSession, Secret } from '@patchbay/core'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParts } from './connector-parts.ts'
import { readConnectors } from './read-connectors.ts'
import type { Ground } from './result-of.ts'

describe('the parts of a connector', () => {
  const core = createCore()
  let url = ''
  let elastic: Ground
  let connector = ''
  let close = (): Promise<void> => Promise.resolve()
  const groundOf = async (username: string, password: string): Promise<Ground> => {
    const auth = { kind: 'basic', username, password: new Secret(password) } as const
    return { core, session: await openSession('test', connect({ url, auth })) }
  }
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-parts-'))
    const server = await startLocalElasticsearch({ dataDir, password: 'of-elastic' })
    close = async () => {
      await server.close()
      await rm(dataDir, { recursive: true })
    }
    url = server.url
    elastic = await groundOf('elastic', 'of-elastic')
    await core.run(elastic.session, 'cluster.setup', { policy: 'now' })
    await core.run(elastic.session, 'connector.create', { serviceType: 'dir', name: 'files' })
    connector = (await readConnectors(elastic, {})).items[0]?.id ?? ''
  })
  afterAll(() => close())

  const detailOf = async (name: string, ground = elastic): Promise<string | undefined> =>
    (await readParts(ground, connector)).find((part) => part.name === name)?.detail

  it('say what there is not yet', async () => {
    expect((await readParts(elastic, connector)).map(({ name, detail }) => [name, detail])).toEqual([
      ['jobs', 'none yet'],
      ['schedule', 'off'],
      ['rules', ''],
      ['key', 'none yet'],
      ['configuration', '1 value missing'],
      ['index', 'connector-files · 0 documents'],
      ['health', ''],
    ])
  })

  it('say how old the key is, and when it is none any more', async () => {
    const asked = await core.run(elastic.session, 'api-key.generate', { connector })
    if (asked.state === 'ready') await core.run(elastic.session, 'api-key.collect', { run: asked.run })
    expect(await detailOf('key')).toBe('made today')
    const { api_key_id: id } = await elastic.session.es.connector.get({ connector_id: connector })
    // Whoever may not see keys sees which one it is.
    await elastic.session.es.security.putRole({
      name: 'looks',
      cluster: ['monitor', 'monitor_connector'],
      indices: [{ names: ['.elastic-connectors*', 'connector-files'], privileges: ['read', 'monitor'] }],
    })
    await elastic.session.es.security.putUser({ username: 'eve', password: 'of-eve-1', roles: ['looks'] })
    expect(await detailOf('key', await groundOf('eve', 'of-eve-1'))).toBe(id)
    await elastic.session.es.security.invalidateApiKey({ ids: [id ?? ''] })
    expect(await detailOf('key')).toBe('made today · invalidated')
    await elastic.session.es.connector.updateApiKeyId({ connector_id: connector, api_key_id: 'not-there' })
    expect(await detailOf('key')).toBe('gone · not-there')
  })
})
