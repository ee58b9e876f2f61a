import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createCore, openSession, Secret } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { packExtension } from '../../vscode-extension/scripts/package.ts'
import { OneProgram } from '../../vscode-extension/src/connection/one-program.ts'
import { secretOfService } from '../../vscode-extension/src/connection/secret-of-service.ts'
import { firstSync } from '../../vscode-extension/src/first-sync.ts'
import { smallPdf } from '../fixtures/small-pdf.ts'
import { resultOf } from '../team/open-team.ts'

const got = z.object({ index: z.string() })
const started = z.object({ job: z.string() })
const found = z.object({
  hits: z.object({ hits: z.array(z.object({ _source: z.looseObject({ body: z.string() }) })) }),
})

/** The packed files alone, away from the repository and its libraries. */
describe('local Elasticsearch and its worker, as the packed extension has them', () => {
  const program = new OneProgram()
  let folder = ''
  let packed: Awaited<ReturnType<typeof packExtension>> | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-vscode-local-'))
    packed = await packExtension()
    await cp(packed.staged, join(folder, 'extension'), { recursive: true })
  })
  afterAll(async () => {
    program.end()
    // Its data lie in the folder.
    await vi.waitUntil(() => !program.running, { timeout: 20_000 })
    await rm(folder, { recursive: true })
  })

  it('weigh less than 3 MB with all the rest, of which a start of the editor loads at most 100 KB', () => {
    expect(packed?.bytes).toBeLessThan(3 * 1024 * 1024)
    expect(packed?.activation).toBeLessThanOrEqual(100)
  })

  it('sync a folder with the text of its files', async () => {
    const files = join(folder, 'files')
    await mkdir(files)
    const drawn = Buffer.from('BT /F1 12 Tf 20 700 Td (Walnut desk) Tj ET')
    await writeFile(join(files, 'desk.pdf'), smallPdf(drawn))
    await writeFile(join(files, 'lamp.html'), '<p>Brass <b>lamp</b>')
    await writeFile(join(files, 'wood.txt'), 'walnut')
    const password = 'correct-horse-battery'
    await mkdir(join(folder, 'data'))
    const { line, complaint } = await program.start({
      path: join(folder, 'extension/dist/local.mjs'),
      arguments: [join(folder, 'data'), '0'],
      env: { ELASTIC_PASSWORD: password },
    })
    expect(complaint).toBe('')
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(line ?? ''))
    const auth = { kind: 'basic', username: 'elastic', password: new Secret(password) } as const
    const session = await openSession('local', connect({ url, auth }))
    const core = createCore()
    try {
      const workerKey = secretOfService(
        await core.run(session, 'cluster.setup', { policy: 'now', service: 'worker' }),
      )
      program.tell(JSON.stringify({ workerKey }))
      const first = await firstSync(
        { core, session },
        {
          folder: files,
          tell: () => undefined,
          keep: async (connector, key) =>
            program.tell(JSON.stringify({ connectorKeys: { [connector]: key.reveal() } })),
          signal: AbortSignal.timeout(60_000),
        },
      )
      expect(first).toMatchObject({ documents: 1, hits: 1 })
      const { connector } = first
      const values = { directory: files, pattern: '**/*.*' }
      await core.run(session, 'connector.configure', { connector, values })
      const { job } = started.parse(resultOf(await core.run(session, 'sync.start', { connector })))
      await expect
        .poll(() => session.es.connector.syncJobGet({ connector_sync_job_id: job }), { timeout: 60_000 })
        .toMatchObject({ status: 'completed', indexed_document_count: 2 })
      const { index } = got.parse(resultOf(await core.run(session, 'connector.get', { connector })))
      await session.es.indices.refresh({ index })
      const { hits } = found.parse(await session.es.search({ index })).hits
      expect(hits.map(({ _source }) => _source.body).toSorted()).toEqual([
        'Brass lamp',
        'Walnut desk',
        'walnut',
      ])
    } finally {
      await session.es.close()
    }
  })
})
