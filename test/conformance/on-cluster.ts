import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe } from 'vitest'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'
import type { TestCluster } from './cluster-under-test.ts'

/** A local Elasticsearch of its own, which `close` takes away with its data. */
export const startLocalCluster = async (options: { version?: string } = {}): Promise<TestCluster> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-local-'))
  const password = 'secret-of-elastic'
  const server = await startLocalElasticsearch({ dataDir, password, ...options })
  const close = async () => {
    await server.close()
    await rm(dataDir, { recursive: true })
  }
  return { url: server.url, password, close }
}

const onCluster = <Ground extends object>(
  start: () => Promise<TestCluster>,
  open: (cluster: TestCluster) => Promise<Ground>,
): (() => Ground) => {
  let cluster: TestCluster | undefined
  let ground: Ground | undefined
  beforeAll(async () => {
    cluster = await start()
    ground = await open(cluster)
  })
  afterAll(() => cluster?.close())
  return () => {
    if (ground === undefined) throw new Error('The cluster has not started.')
    return ground
  }
}

/** What `open` lays on a local Elasticsearch, around the tests of a suite; the result reaches it from inside them. */
export const onLocal = <Ground extends object>(
  open: (cluster: TestCluster) => Promise<Ground>,
  options: { version?: string } = {},
): (() => Ground) => onCluster(() => startLocalCluster(options), open)

/** A suite on what `open` lays on the genuine Elasticsearch; skipped, with the reason in its name, where that can't run. */
export const describeOnReal = <Ground extends object>(
  title: string,
  open: (cluster: TestCluster) => Promise<Ground>,
  cases: (opened: () => Ground) => void,
): void => {
  const why = whyNoRealElasticsearch()
  const skipped = why === undefined ? '' : ` (skipped: ${why})`
  describe.skipIf(why !== undefined)(`${title} on the real Elasticsearch${skipped}`, () => {
    // For document-level security, which a basic licence hasn't got.
    cases(onCluster(() => startRealWithConnectors({ trial: true }), open))
  })
}
