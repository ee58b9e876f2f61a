import { afterEach, describe, expect, it, vi } from 'vitest'
import { openTraces } from '../../core/src/sync/open-traces.ts'
import { onLocal } from '../conformance/on-cluster.ts'
import { freePort } from '../fixtures/free-port.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../fixtures/otlp-receiver.ts'
import { openWorkerGround } from '../sync/open-worker.ts'
import { newScript } from '../sync/scripted-source.ts'

const password = 'hunter2-of-the-shop'
const shop = () => newScript({ shop: { desk: { body: 'walnut' }, lamp: { body: 'brass' } } })

describe('traces of syncs, sent to a collector', () => {
  const opened = onLocal(openWorkerGround)
  const receivers: OtlpReceiver[] = []
  afterEach(async () => {
    vi.unstubAllEnvs()
    for (const receiver of receivers.splice(0)) await receiver.close()
  })

  const receiverThat = async (answers?: number | 'never'): Promise<OtlpReceiver> => {
    const receiver = await startOtlpReceiver(answers)
    receivers.push(receiver)
    return receiver
  }
  /** A sync with traces sent to `url`, and what the worker said of sending them once it has ended. */
  const syncTraced = async (url: string, script = shop()) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url)
    const { connector, sync } = opened()
    const { id, index } = await connector(script, { password })
    const troubles: string[] = []
    const traces = openTraces(process.env, (event) => {
      if (event.is === 'trouble') troubles.push(event.message)
    })
    const job = await sync(id, { span: traces.root })
    await traces.close()
    return { id, index, job, troubles }
  }
  const oneOf = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
    const [span, ...more] = spans.filter((one) => one.name === name)
    if (span === undefined || more.length > 0) throw new Error(`${name}: ${spans.length} spans, not one`)
    return span
  }

  it('are a span a sync with what it is and came to, and its work in spans of their own', async () => {
    const receiver = await receiverThat()
    const { id, index, job, troubles } = await syncTraced(receiver.url)
    expect(troubles).toEqual([])
    const sync = oneOf(receiver.spans, 'sync')
    expect(sync.parentSpanId).toBeUndefined()
    expect(sync.attributes).toMatchObject({
      'patchbay.connector.id': id,
      'patchbay.connector.service_type': 'scripted',
      'patchbay.job.id': job.id,
      'patchbay.job.kind': 'full',
      'patchbay.index': index,
      'patchbay.sync.status': 'completed',
      'patchbay.documents.indexed': 2,
      'patchbay.documents.deleted': 0,
      'patchbay.documents.unchanged': 0,
    })
    expect(sync.status.code ?? 0).toBe(0)
    expect([...receiver.services]).toEqual(['patchbay-worker'])
    const pieces = receiver.spans.filter(({ parentSpanId }) => parentSpanId === sync.spanId)
    expect(pieces.map(({ name }) => name)).toEqual([
      'list work',
      'claim job',
      'open source',
      'ping source',
      'bulk',
      'finish job',
    ])
    expect(receiver.spans).toHaveLength(pieces.length + 1)
    expect(oneOf(pieces, 'bulk').attributes['db.operation.batch.size']).toBe(2)
    for (const piece of pieces) {
      expect(piece.traceId).toBe(sync.traceId)
      expect(piece.startTimeUnixNano >= sync.startTimeUnixNano).toBe(true)
    }
  })

  it('say what kind of error ended a sync, and quote neither it, nor documents, nor passwords', async () => {
    const receiver = await receiverThat()
    const script = shop()
    script.onPage = () => {
      throw new RangeError(`the price of walnut is wrong for ${password}`)
    }
    const { job } = await syncTraced(receiver.url, script)
    expect(job).toMatchObject({ status: 'error' })
    const sync = oneOf(receiver.spans, 'sync')
    expect(sync).toMatchObject({
      status: { code: 2 },
      attributes: { 'patchbay.sync.status': 'error', 'error.type': 'RangeError' },
    })
    await syncTraced(receiver.url)
    expect(receiver.text()).toContain('patchbay.sync.status')
    expect(receiver.text()).not.toMatch(/walnut|brass|hunter2/)
  })

  it('take the name and the attributes that the environment gives the service', async () => {
    const receiver = await receiverThat()
    vi.stubEnv('OTEL_SERVICE_NAME', 'worker-of-the-shop')
    await syncTraced(receiver.url)
    expect([...receiver.services]).toEqual(['worker-of-the-shop'])
  })

  it.each([
    ['is not there', async () => `http://127.0.0.1:${await freePort()}`],
    ['never answers', async () => (await receiverThat('never')).url],
    ['has no room', async () => (await receiverThat(503)).url],
    ['refuses', async () => (await receiverThat(401)).url],
  ])('cost a sync nothing but a line when the collector %s, and the worker ends', async (_what, url) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300')
    const { job, troubles } = await syncTraced(await url())
    expect(job).toMatchObject({ status: 'completed', indexed_document_count: 2 })
    expect(troubles).toEqual([expect.stringMatching(/^Traces can't be sent for now: ./)])
  })
})
