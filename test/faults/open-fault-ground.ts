import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../../core/scripts/bundle.ts'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { openWorkerGround, type WorkerGround } from '../sync/open-worker.ts'
import { killWorkers } from './spawn-worker.ts'

export interface FaultGround {
  url: string
  ground: WorkerGround
  /** A folder that goes with it. */
  folder: string
  /** The script of a worker process, bundled when it is first asked for: it starts in a quarter of the time. */
  worker(): Promise<string>
  close(): Promise<void>
}

/** A local Elasticsearch for worker processes. */
export const openFaultGround = async (): Promise<FaultGround> => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-faults-'))
  const password = 'secret-of-elastic'
  const server = await startLocalElasticsearch({ dataDir: join(folder, 'es'), password })
  const ground = await openWorkerGround({ url: server.url, password, close: () => Promise.resolve() })
  let packed: Promise<string> | undefined
  const pack = async (): Promise<string> => {
    const to = join(folder, 'packed')
    await bundle({ worker: join(import.meta.dirname, 'worker-process.ts') }, to)
    return join(to, 'worker.mjs')
  }
  return {
    url: server.url,
    ground,
    folder,
    worker: () => (packed ??= pack()),
    async close() {
      killWorkers()
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}
