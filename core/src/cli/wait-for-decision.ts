import { z } from 'zod'
import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import type { Answer, Runner } from '../operations/create-runner.ts'
import type { StepProgress } from '../operations/runs.ts'
import { systemClock } from '../system-deps.ts'
import type { Secret } from '../secrets/secret.ts'

const looked = z.object({
  state: z.string(),
  votes: z.array(z.object({ by: z.string(), choice: z.string(), reason: z.string().nullish() })).default([]),
})
type Looked = z.infer<typeof looked>

interface Waiting {
  core: Runner
  session: Session
  run: string
  signal: AbortSignal
  onStep: (step: StepProgress) => void
  /** Sensitive input by its path: what no log keeps is still here. */
  secrets: Readonly<Record<string, Secret>>
}

const every = 2_000

/**
 * Looks at a run until it is decided, then executes it.
 * @throws PatchbayError `policy.refused` when it was rejected, `approval.state` when it ended otherwise.
 */
export const waitForDecision = async ({
  core,
  session,
  run,
  signal,
  onStep,
  secrets,
}: Waiting): Promise<Answer> => {
  for (;;) {
    const answer = await core.run(session, 'approval.get', { run }, { signal })
    const found = looked.parse('result' in answer ? answer.result : undefined)
    const { state } = found
    if (state === 'approved' || state === 'cleared') {
      const input = Object.keys(secrets).length === 0 ? { run } : { run, secrets }
      return core.run(session, 'approval.execute', input, { signal, onStep })
    }
    if (state !== 'waiting') throw ended(run, found)
    await systemClock.sleep(every, signal)
  }
}

const ended = (run: string, { state, votes }: Looked): PatchbayError => {
  const no = state === 'rejected' ? votes.findLast(({ choice }) => choice === 'reject') : undefined
  const who = no === undefined ? '' : ` by ${no.by}`
  const why = no?.reason === undefined || no.reason === null ? '' : `: "${no.reason}"`
  return new PatchbayError(
    no === undefined ? 'approval.state' : 'policy.refused',
    `The request is ${state}${who}${why}.`,
    {
      run,
      next: `Nothing was changed. \`patchbay approval get ${run}\` tells what happened.`,
    },
  )
}
