import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { z } from 'zod'
import { bundle } from '../../core/scripts/bundle.ts'
import { fillConnectorCopies } from '../fixtures/fill-connector-copies.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import type { Figure } from './figure.ts'
import { asInContainer, runScript } from './sync/run-script.ts'

const connectors = 10_000
const ticks = 60

const resultSchema = z.object({
  firstCpuMs: z.number(),
  usualCpuMs: z.number(),
  slowestCpuMs: z.number(),
  requests: z.number(),
  wholeCpuMs: z.number(),
  rssMb: z.number(),
})

const off = { enabled: false, interval: '0 0 0 * * ?' }

/** What a worker's looks cost while very many connectors have schedules and none is due. */
export const scheduler = async (): Promise<Figure[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  const bundled = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  const elasticsearch = await startLocalElasticsearch({ dataDir, password: 'bench' })
  try {
    const ground = await openWorkerGround({
      url: elasticsearch.url,
      password: 'bench',
      close: () => Promise.resolve(),
    })
    const { id } = await ground.connector()
    await ground.es.connector.updateScheduling({
      connector_id: id,
      scheduling: {
        full: { enabled: true, interval: '0 0 0 1 1 ? 2090' },
        incremental: off,
        access_control: off,
      },
    })
    const doc = { status: 'connected', service_type: 'postgresql' }
    await ground.es.update({ index: '.elastic-connectors', id, doc, refresh: true })
    await fillConnectorCopies(ground.es, id, connectors)
    const options = { elasticsearch: elasticsearch.url, key: ground.workerKey.reveal(), ticks }
    // Bundled, as the container runs it.
    await bundle({ worker: join(import.meta.dirname, 'sync/idle-worker.ts') }, bundled)
    const script = join(bundled, 'worker.mjs')
    const result = resultSchema.parse(
      JSON.parse(await runScript(script, JSON.stringify(options), asInContainer)),
    )
    const about = { connectors, ticks }
    return [
      {
        figure: 'scheduler.tick-cpu-ms',
        value: Number(result.usualCpuMs.toFixed(2)),
        unit: 'ms',
        beside: {
          slowest: Math.round(result.slowestCpuMs),
          'the first, with start-up': Math.round(result.firstCpuMs),
          'once a minute, all ids': Math.round(result.wholeCpuMs),
          'RSS, MB': Math.round(result.rssMb),
          ...about,
        },
      },
      { figure: 'scheduler.tick-requests', value: result.requests, unit: 'at most, a tick', beside: about },
    ]
  } finally {
    await elasticsearch.close()
    for (const folder of [dataDir, bundled]) await rm(folder, { recursive: true })
  }
}
