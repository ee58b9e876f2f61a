import { type Context, ROOT_CONTEXT, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Span } from './span.ts'
import type { WorkerEvent } from './worker-event.ts'

export interface Traces {
  /** What syncs begin their spans in. */
  root: Span
  /** Sends what is left, as long as the timeout of the exporter at most. */
  close(): Promise<void>
}

/** Milliseconds that sending may take, its repeats included: nobody waits longer for a worker that was told to stop. */
const timeoutMillis = 3_000

const within = (tracer: Tracer, context: Context): Pick<Span, 'begin'> => ({
  begin: (name, attributes = {}, since = new Date()) => {
    const span = tracer.startSpan(name, { attributes, startTime: since }, context)
    return {
      ...within(tracer, trace.setSpan(context, span)),
      set: (more) => void span.setAttributes(more),
      end: ({ failed = false, at } = {}) => {
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end(at)
      },
    }
  },
})

/** Says once that sending fails, until it went well again. */
const telling = (sender: SpanExporter, tell: (error: unknown) => void, well: () => void): SpanExporter => ({
  export: (spans, done) =>
    sender.export(spans, (result) => {
      if (result.code === 0) well()
      else tell(result.error)
      done(result)
    }),
  shutdown: () => sender.shutdown(),
})

/**
 * Sends the spans of syncs in OTLP over HTTP as JSON. Where to, and with what, the exporter reads from the standard
 * variables of its environment. Only loaded where these are set.
 */
export const openTraces = (
  env: Readonly<Record<string, string | undefined>>,
  observe: (event: WorkerEvent) => void,
): Traces => {
  const chosen = env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] ?? env['OTEL_EXPORTER_OTLP_TIMEOUT']
  const sender = new OTLPTraceExporter(chosen === undefined ? { timeoutMillis } : {})
  let said: string | undefined
  const tell = (error: unknown): void => {
    const reason = error instanceof Error && error.message !== '' ? error.message : 'no answer that counts'
    if (said !== reason) observe({ is: 'trouble', message: `Traces can't be sent for now: ${reason}` })
    said = reason
  }
  const exporter = telling(sender, tell, () => (said = undefined))
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'patchbay-worker' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const root: Span = {
    ...within(provider.getTracer('patchbay'), ROOT_CONTEXT),
    set: () => {},
    end: () => {},
  }
  return { root, close: () => provider.shutdown().catch(tell) }
}
