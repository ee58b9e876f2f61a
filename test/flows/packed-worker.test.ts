import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Secret } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bundle } from '../../core/scripts/bundle.ts'
import { type OtlpReceiver, startOtlpReceiver } from '../fixtures/otlp-receiver.ts'
import { smallPdf } from '../fixtures/small-pdf.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf, type Team } from '../team/open-team.ts'

const core = join(import.meta.dirname, '../../core')
const withService = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })
const started = z.object({ job: z.string() })
const found = z.object({
  hits: z.object({ hits: z.array(z.object({ _source: z.looseObject({ body: z.string() }) })) }),
})

/** What `deploy/Dockerfile` runs: the packed files alone, away from the repository and its node_modules. */
describe('the packed worker', () => {
  let folder = ''
  let collector: OtlpReceiver | undefined
  let opened: { team: Team; close: () => Promise<void> } | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-packed-'))
    // Packed where its libraries are found, and then moved to where they are not.
    const made = join(core, 'dist', 'for-test')
    await bundle({ patchbay: join(core, 'src/cli/main.ts') }, made)
    await cp(made, join(folder, 'packed'), { recursive: true })
    await rm(made, { recursive: true })
    opened = await openLocalTeam()
    collector = await startOtlpReceiver()
  })
  afterAll(async () => {
    await opened?.close()
    await collector?.close()
    await rm(folder, { recursive: true })
  })

  it('syncs a folder with the text of its files, logs in ECS, sends its traces, and ends at SIGTERM', async () => {
    if (opened === undefined || collector === undefined) throw new Error('A server has not started.')
    const { team } = opened
    const { ada, elastic, connectorWithKey, url } = team
    const files = join(folder, 'files')
    await mkdir(files)
    const drawn = Buffer.from('BT /F1 12 Tf 20 700 Td (Walnut desk) Tj ET')
    await writeFile(join(files, 'desk.pdf'), smallPdf(drawn))
    await writeFile(join(files, 'lamp.html'), '<p>Brass <b>lamp</b>')

    const { id, index } = await connectorWithKey('files')
    const run = async (operation: string, input: object) =>
      resultOf(await team.core.run(elastic, operation, { connector: id, ...input }))
    await elastic.es.connector.updateServiceType({ connector_id: id, service_type: 'dir' })
    await elastic.es.connector.updateConfiguration({ connector_id: id, configuration: {} })
    await run('connector.configure', { values: { directory: files, pattern: '**/*.*' } })
    const { service } = withService.parse(
      resultOf(await team.core.run(elastic, 'cluster.setup', { service: 'worker' })),
    )
    const config = join(folder, 'patchbay.config.json')
    const key = { apiKeyEnv: 'NOT_USED' }
    await writeFile(config, JSON.stringify({ clusters: { here: { url, ...key } }, worker: {} }))

    const worker = spawn(
      process.execPath,
      [
        '--max-semi-space-size=4',
        '--heap-growing-percent=20',
        'patchbay.mjs',
        'worker',
        '--config',
        config,
        '--log-format',
        'ecs',
      ],
      {
        cwd: join(folder, 'packed'),
        env: {
          PATCHBAY_WORKER_KEY: service.apiKey.reveal(),
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const said = Promise.all([text(worker.stdout), text(worker.stderr), once(worker, 'close')])
    let soFar = ''
    worker.stderr.on('data', (chunk: Buffer) => (soFar += chunk.toString()))
    const readAgain = () => soFar.match(/configuration is read again/g)?.length ?? 0
    try {
      const { job } = started.parse(await run('sync.start', {}))
      await expect
        .poll(() => elastic.es.connector.syncJobGet({ connector_sync_job_id: job }), { timeout: 60_000 })
        .toMatchObject({ status: 'completed', indexed_document_count: 2 })
      await ada.es.indices.refresh({ index })
      const { hits } = found.parse(await elastic.es.search({ index })).hits
      expect(hits.map(({ _source }) => _source.body).toSorted()).toEqual(['Brass lamp', 'Walnut desk'])
      // The second one comes while the first is still done.
      worker.kill('SIGHUP')
      await expect.poll(readAgain, { timeout: 20_000 }).toBe(1)
      worker.kill('SIGHUP')
      await expect.poll(readAgain, { timeout: 20_000 }).toBe(2)
    } finally {
      worker.kill('SIGTERM')
    }
    const [out, err] = await said
    expect({ code: worker.exitCode, out }).toEqual({ code: 0, out: '' })
    for (const line of err.trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({
        '@timestamp': expect.any(String),
        service: { node: { name: `${hostname()}:${worker.pid}` } },
      })
    expect(err).not.toContain(service.apiKey.reveal())
    const syncs = collector.spans.filter(({ name }) => name === 'sync')
    expect(syncs).toMatchObject([{ attributes: { 'patchbay.connector.id': id } }])
    expect(collector.text()).not.toContain(service.apiKey.reveal())
  })
})
