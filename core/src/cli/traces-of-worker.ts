import type { Traces } from '../sync/open-traces.ts'
import type { WorkerEvent } from '../sync/worker-event.ts'
import type { Environment } from './login-of-cluster.ts'

/** By the variables that OpenTelemetry's specification names; an empty one counts as not set. */
const wanted = (env: Environment): boolean =>
  env['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' &&
  env['OTEL_TRACES_EXPORTER'] !== 'none' &&
  Boolean(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'])

/** Traces where the environment asks for them; otherwise nothing of OpenTelemetry's is loaded. */
export const tracesOfWorker = async (
  env: Environment,
  observe: (event: WorkerEvent) => void,
): Promise<Traces | undefined> => {
  if (!wanted(env)) return undefined
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL']
  if (protocol === 'grpc') {
    observe({
      is: 'trouble',
      message: 'No traces: OTEL_EXPORTER_OTLP_PROTOCOL asks for grpc, and a worker sends http/json.',
    })
    return undefined
  }
  const { openTraces } = await import('../sync/open-traces.ts')
  return openTraces(env, observe)
}
