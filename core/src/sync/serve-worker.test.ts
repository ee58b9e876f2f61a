import { describe, expect, it, onTestFinished } from 'vitest'
import { syncJobSchema } from '../protocol/sync-job.ts'
import { countRefusal, goOnCounting, nothingWritten, writtenBefore } from './written.ts'
import { serveWorker } from './serve-worker.ts'

const sync = { connectorId: 'c', connector: 'c', serviceType: 'dir', jobId: 'j', kind: 'full' } as const
const ended = { status: 'completed', error: null, unchanged: 0, excluded: 0, skipped: [] } as const

const serve = async () => {
  let now = 0
  const served = await serveWorker('0', { monotonic: () => now })
  onTestFinished(() => served.close())
  const get = async (path: string) => {
    const answer = await fetch(`${served.url}${path}`)
    return { status: answer.status, text: await answer.text() }
  }
  return { served, get, pass: (milliseconds: number) => (now += milliseconds) }
}

describe('what a worker serves', () => {
  it('says that it is alive, and ready only while it finds its work', async () => {
    const { served, get, pass } = await serve()
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await get('/health/live')).status).toBe(200)
    expect(await get('/health/ready')).toMatchObject({ status: 503, text: expect.stringContaining('yet') })
    served.see({ is: 'round', connectors: 2, waiting: 1 })
    expect((await get('/health/ready')).status).toBe(200)
    pass(61_000)
    expect(await get('/health/ready')).toMatchObject({ status: 503, text: expect.stringContaining('minute') })
    expect((await get('/health/live')).status).toBe(200)
  })

  it('counts documents while a sync runs, once each', async () => {
    const { served, get } = await serve()
    served.see({ is: 'sync-begun', ...sync })
    served.see({
      is: 'sync-progress',
      ...sync,
      written: { ...nothingWritten(), indexed: 5, jsonBytes: 50 },
      seconds: 2,
    })
    const half = (await get('/metrics')).text
    expect(half).toContain('patchbay_sync_documents_total{service_type="dir",outcome="indexed"} 5')
    expect(half).toContain('patchbay_syncs_running 1')
    // How late the event loop is, and with it every renewal of a lease.
    expect(half).toContain('nodejs_eventloop_lag_p99_seconds ')
    const written = { ...nothingWritten(), indexed: 7, refused: 1, jsonBytes: 70 }
    served.see({ is: 'sync-ended', ...sync, ending: ended, written, seconds: 2 })
    const whole = (await get('/metrics')).text
    expect(whole).toContain('patchbay_sync_documents_total{service_type="dir",outcome="indexed"} 7')
    expect(whole).toContain('patchbay_sync_documents_total{service_type="dir",outcome="refused"} 1')
    expect(whole).toContain('patchbay_sync_bytes_total{service_type="dir"} 70')
    expect(whole).toContain('patchbay_sync_jobs_total{service_type="dir",kind="full",status="completed"} 1')
    expect(whole).toContain('patchbay_sync_duration_seconds_count{service_type="dir",kind="full"} 1')
    expect(whole).toContain('patchbay_syncs_running 0')
  })

  it('counts of a sync that it took up only what it did itself', async () => {
    const { served, get } = await serve()
    const job = syncJobSchema.parse({
      id: 'j',
      status: 'suspended',
      created_at: '2026-01-01T00:00:00Z',
      indexed_document_count: 1000,
      deleted_document_count: 3,
      indexed_document_volume: 2,
      connector: { id: 'c' },
    })
    const written = writtenBefore(job)
    served.see({ is: 'sync-begun', ...sync })
    goOnCounting(written, {
      at: {},
      index: 'i',
      mark: '',
      time: '',
      unchanged: 0,
      excluded: 0,
      refused: 4,
      refusals: [],
      withoutText: 0,
      textProblems: [],
      skipped: [],
    })
    served.see({ is: 'sync-progress', ...sync, written, seconds: 2 })
    written.indexed += 7
    written.jsonBytes += 70
    countRefusal(written, 'x', 'no')
    served.see({ is: 'sync-ended', ...sync, ending: ended, written, seconds: 2 })
    const { text } = await get('/metrics')
    expect(text).toContain('patchbay_sync_documents_total{service_type="dir",outcome="indexed"} 7')
    expect(text).toContain('patchbay_sync_documents_total{service_type="dir",outcome="deleted"} 0')
    expect(text).toContain('patchbay_sync_documents_total{service_type="dir",outcome="refused"} 1')
    expect(text).toContain('patchbay_sync_bytes_total{service_type="dir"} 70')
  })

  it('says which address it can not listen at', async () => {
    const { served } = await serve()
    const clock = { monotonic: () => 0 }
    await expect(serveWorker('here', clock)).rejects.toThrow('listen: "here" is no address.')
    await expect(serveWorker(new URL(served.url).host, clock)).rejects.toThrow("can't listen at")
    expect((await fetch(`${served.url}/metrics`, { method: 'POST' })).status).toBe(405)
  })
})
