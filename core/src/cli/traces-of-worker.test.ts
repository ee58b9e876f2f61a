import { describe, expect, it } from 'vitest'
import type { WorkerEvent } from '../sync/worker-event.ts'
import { tracesOfWorker } from './traces-of-worker.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }

describe('tracesOfWorker', () => {
  it.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [{ ...endpoint, OTEL_SDK_DISABLED: 'true' }],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ])('traces nothing with %j, and says nothing of it', async (env) => {
    const events: WorkerEvent[] = []
    expect(await tracesOfWorker(env, (event) => events.push(event))).toBeUndefined()
    expect(events).toEqual([])
  })

  it.each([[endpoint], [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }]])(
    'traces with %j',
    async (env) => {
      const traces = await tracesOfWorker(env, () => {})
      expect(traces).toBeDefined()
      await traces?.close()
    },
  )

  it('says why it traces nothing where grpc is asked for', async () => {
    const events: WorkerEvent[] = []
    const env = { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
    expect(await tracesOfWorker(env, (event) => events.push(event))).toBeUndefined()
    expect(events).toMatchObject([{ is: 'trouble', message: expect.stringContaining('grpc') }])
  })
})
