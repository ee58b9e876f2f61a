import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createCore, openSession, Secret } from '@patchbay/core'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ground } from '../tree/result-of.ts'
import { examineConnection } from './examine-connection.ts'
import { type KeyRights, makeOwnKey } from './make-own-key.ts'

describe('a key with the least rights', () => {
  const core = createCore()
  let url = ''
  let elastic: Ground
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-key-'))
    const server = await startLocalElasticsearch({ dataDir, password: 'of-elastic' })
    close = async () => {
      await server.close()
      await rm(dataDir, { recursive: true })
    }
    url = server.url
    const auth = { kind: 'basic', username: 'elastic', password: new Secret('of-elastic') } as const
    elastic = { core, session: await openSession('test', connect({ url, auth })) }
    await core.run(elastic.session, 'cluster.setup', { policy: 'now' })
    await core.run(elastic.session, 'connector.create', { serviceType: 'dir', name: 'files' })
  })
  afterAll(() => close())

  const groundOf = async (rights: KeyRights): Promise<Ground> => {
    const apiKey = new Secret(await makeOwnKey(elastic, rights))
    return { core, session: await openSession('test', connect({ url, auth: { kind: 'api-key', apiKey } })) }
  }
  const schedule = { connector: 'files', cron: '0 0 3 * * ?' }

  it('looks, and changes nothing', async () => {
    const { session } = await groundOf('look')
    expect(await core.run(session, 'connector.list', {})).toMatchObject({ result: { total: 1 } })
    expect(await core.run(session, 'approval.list', {})).toMatchObject({ state: 'read' })
    await expect(core.run(session, 'connector.schedule', schedule)).rejects.toMatchObject({
      code: 'privilege.missing',
    })
  })

  it('operates, and makes no keys', async () => {
    const ground = await groundOf('operate')
    expect(await core.run(ground.session, 'connector.schedule', schedule)).toMatchObject({ state: 'done' })
    await expect(core.run(ground.session, 'api-key.generate', { connector: 'files' })).rejects.toHaveProperty(
      'code',
    )
    const lines = await examineConnection(ground)
    expect(lines).toContain('● the Connector API answers')
    expect(lines.join('\n')).toContain('a key can neither vote nor make keys')
    expect(lines.some((line) => line.startsWith('○ you may not: api-key.rotate'))).toBe(true)
  })
})
