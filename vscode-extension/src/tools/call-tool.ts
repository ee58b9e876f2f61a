import { callOperation } from '@patchbay/core/tools'
import { z } from 'zod'
import type { Ground } from '../tree/result-of.ts'

const waiting = z.object({ state: z.literal('approval requested'), run: z.string() })

/** A call of a model: the same rules as for every other tool of Patchbay. `waits` is a run that a person decides about. */
export const callTool = async (
  { core, session }: Ground,
  call: { name: string; given: Readonly<Record<string, unknown>>; signal: AbortSignal },
): Promise<{ answer: unknown; waits: string | undefined }> => {
  const operation = core.operations.find(({ name }) => name === call.name)
  if (operation === undefined) throw new Error(`There is no operation ${call.name}.`)
  const answer = await callOperation({
    core,
    operation,
    arguments: call.given,
    openSession: () => Promise.resolve(session),
    signal: call.signal,
    onStep: () => undefined,
  })
  const parsed = waiting.safeParse(answer)
  return { answer, waits: parsed.success ? parsed.data.run : undefined }
}
