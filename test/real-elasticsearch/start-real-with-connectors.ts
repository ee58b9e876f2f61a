import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { startConnectorProxy } from './connector-proxy.ts'
import { startRealElasticsearch } from './start-real-elasticsearch.ts'

/**
 * The genuine Elasticsearch with the Connector APIs in front of it: what flows and faults run on beside the local one.
 * Throws where Java or Maven is missing; ask `whyNoRealElasticsearch` first.
 */
export const startRealWithConnectors = async (options: { trial?: boolean } = {}): Promise<TestCluster> => {
  const real = await startRealElasticsearch(options)
  if ('skipped' in real) throw new Error(real.skipped)
  try {
    const proxy = await startConnectorProxy({
      target: real.url,
      superuser: { username: 'elastic', password: real.password },
    })
    const close = async () => {
      await proxy.close()
      await real.close()
    }
    return { url: proxy.url, password: real.password, close }
  } catch (error) {
    await real.close()
    throw error
  }
}
