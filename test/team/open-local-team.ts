import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { openTeam, type Team } from './open-team.ts'

/** A team on a local Elasticsearch of its own, which `close` takes away with its data. */
export const openLocalTeam = async (): Promise<{ team: Team; close: () => Promise<void> }> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
  const password = 'secret-of-elastic'
  const server = await startLocalElasticsearch({ dataDir, password })
  const close = async () => {
    await server.close()
    await rm(dataDir, { recursive: true })
  }
  return { team: await openTeam({ url: server.url, password, close }), close }
}
