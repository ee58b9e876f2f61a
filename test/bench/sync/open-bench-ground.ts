import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { bundle } from '../../../core/scripts/bundle.ts'
import type { TestCluster } from '../../conformance/cluster-under-test.ts'
import { startPostgresql } from '../../fixtures/start-postgresql.ts'
import { openWorkerGround } from '../../sync/open-worker.ts'
import { fillProducts } from './fill-products.ts'

/** A table of products in PostgreSQL, a control plane, and the script of a worker, bundled as the container runs it. */
export const openBenchGround = async (rows: number, script: string, cluster?: TestCluster) => {
  const stops: (() => Promise<void> | void)[] = []
  const postgresql = await startPostgresql('-c', 'shared_buffers=512MB')
  stops.push(() => postgresql.stop())
  const table = await postgresql.database('shop')
  await fillProducts(table, rows)
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  stops.push(() => rm(folder, { recursive: true }))
  const dataDir = join(folder, 'elasticsearch')
  const startLocal = async (): Promise<TestCluster> => {
    const { url, close } = await startLocalElasticsearch({ dataDir, password: 'bench' })
    stops.push(close)
    return { url, password: 'bench', close }
  }
  const control = cluster ?? (await startLocal())
  const { url } = control
  const ground = await openWorkerGround(control)
  await bundle({ worker: join(import.meta.dirname, script) }, join(folder, 'packed'))
  const { port, username, password } = postgresql
  return {
    ground,
    /** The database with the table. */
    table,
    tableUrl: `postgres://${username}:${password}@127.0.0.1:${port}/shop`,
    worker: join(folder, 'packed/worker.mjs'),
    /** What the worker is told. */
    told: (sink: string, bulk?: { bytes: number; requests: number }) =>
      JSON.stringify({
        elasticsearch: url,
        key: ground.workerKey.reveal(),
        sink: `http://127.0.0.1:${sink}`,
        bulk,
      }),
    newConnector: async (): Promise<string> => {
      const login = { host: '127.0.0.1', port, username, password }
      const source = { ...login, database: 'shop', schema: 'public', tables: ['*'] }
      return (await ground.connectorOf('postgresql', source)).id
    },
    /** What is stopped when the ground is. */
    stops,
    close: async () => {
      for (const stop of stops.toReversed()) await stop()
    },
  }
}
