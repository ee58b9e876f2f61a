import { parentPort, workerData } from 'node:worker_threads'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { z } from 'zod'

// Local Elasticsearch in a thread of its own, as it is beside any client. Says its URL, and closes when told anything.
const { dataDir, password } = z.object({ dataDir: z.string(), password: z.string() }).parse(workerData)
const es = await startLocalElasticsearch({ dataDir, password })
parentPort?.once('message', () => {
  void es.close().then(() => parentPort?.close())
})
parentPort?.postMessage(es.url)
