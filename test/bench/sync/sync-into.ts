import { z } from 'zod'
import type { openBenchGround } from './open-bench-ground.ts'
import { asInContainer, type RunningScript, runScript } from './run-script.ts'

const resultSchema = z.object({
  seconds: z.number(),
  cpuMs: z.number(),
  peakRssMb: z.number(),
  loopP99Ms: z.number(),
  loopMaxMs: z.number(),
})
export type Measured = z.infer<typeof resultSchema>

const countedSchema = z.object({ documents: z.int(), bytes: z.int() })

/** What a sink has taken so far. */
export const takenBy = async ({
  line,
}: Pick<RunningScript, 'line'>): Promise<z.infer<typeof countedSchema>> =>
  countedSchema.parse(await (await fetch(`http://127.0.0.1:${line}/_documents`)).json())

/**
 * One full sync of the table in a worker of its own, packed and started as in the container.
 * @param indexed how many documents it has to write.
 */
export const syncInto = async (
  { ground, worker, told }: Awaited<ReturnType<typeof openBenchGround>>,
  { connector, sink, indexed }: { connector: string; sink: Pick<RunningScript, 'line'>; indexed: number },
): Promise<Measured> => {
  const job = await ground.request(connector)
  const measured = resultSchema.parse(JSON.parse(await runScript(worker, told(sink.line), asInContainer)))
  const { status, error, indexed_document_count: written } = await ground.job(job)
  if (status !== 'completed' || written !== indexed)
    throw new Error(`The sync is ${status} with ${written} documents: ${error}`)
  return measured
}
