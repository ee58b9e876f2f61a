import { z } from 'zod'
import type { Clock, Session } from '../deps.ts'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import type { Answer, Runner } from '../operations/create-runner.ts'
import type { StepProgress } from '../operations/runs.ts'
import type { Secret } from '../secrets/secret.ts'

const looked = z.object({
  state: z.string(),
  votes: z.array(z.object({ by: z.string(), choice: z.string(), reason: z.string().nullish() })).default([]),
  executeAs: z.string().nullish(),
  attempt: z.int().default(0),
  steps: z.array(z.unknown()).default([]),
  waitsUntil: z.string().nullish(),
  waitsFor: z.string().nullish(),
  opensAt: z.string().nullish(),
  missing: z.array(z.string()).default([]),
  error: z.object({ code: z.string(), message: z.string() }).nullish(),
  result: z.unknown().optional(),
})
type Looked = z.infer<typeof looked>

interface Waiting {
  core: Pick<Runner, 'run'>
  clock: Clock
  session: Session
  run: string
  signal: AbortSignal
  onStep: (step: StepProgress) => void
  /** Sensitive input by its path: what no log keeps is still here. */
  secrets: Readonly<Record<string, Secret>>
}

const every = 1_000
/** So long a run that somebody executes may show nothing new before it is asked whether they still do. */
const silence = 60_000

/** Somebody else's executor was first, or is at it. */
const lostRace = (error: unknown): boolean =>
  isPatchbayError(error) && ['approval.state', 'run.taken-over', 'run.void'].includes(error.code)

/**
 * Looks at a run until it is over, whoever carries it out: this process where nobody else does.
 * @throws PatchbayError `policy.refused` when it was rejected, `run.failed` when its execution failed, `approval.state`
 * when it ended otherwise.
 */
export const waitForDecision = async (waiting: Waiting): Promise<Answer> => {
  const { core, clock, session, run, signal, onStep, secrets } = waiting
  const input = Object.keys(secrets).length === 0 ? { run } : { run, secrets }
  const goOn = (
    name: 'approval.start' | 'approval.execute' | 'approval.resume',
  ): Promise<Answer | undefined> =>
    core
      .run(session, name, name === 'approval.start' ? { run } : input, { signal, onStep })
      .catch((error: unknown) => {
        if (lostRace(error)) return undefined
        throw error
      })
  const watch = createWatch(clock)
  for (;;) {
    const answer = await core.run(session, 'approval.get', { run }, { signal })
    const found = looked.parse('result' in answer ? answer.result : undefined)
    const over = outcomeOf(run, found, secrets)
    if (over !== undefined) return over
    const what = watch(found)
    const own = what === undefined ? undefined : await goOn(what)
    // One that waits for something is looked at again, like everybody's.
    if (own !== undefined && own.state !== 'executing' && own.state !== 'read') return own
    await clock.sleep(every, signal)
  }
}

/** The end of a run, if it has come to one. */
const outcomeOf = (run: string, found: Looked, secrets: Waiting['secrets']): Answer | undefined => {
  switch (found.state) {
    case 'waiting':
    case 'approved':
    case 'cleared':
    case 'executing':
      return undefined
    case 'done':
      return { state: 'done', run, result: found.result ?? null }
    case 'ready':
      return found.waitsFor === 'input' && Object.keys(secrets).length > 0
        ? undefined
        : { state: 'ready', run, missing: found.waitsFor === 'input' ? found.missing : [] }
    case 'failed':
      throw failed(run, found)
    default:
      throw ended(run, found)
  }
}

/** Says, look by look, whether it is this process's turn: only what its requester executes ever is. */
const createWatch = (clock: Pick<Clock, 'now' | 'monotonic'>) => {
  let progress = ''
  let since = clock.monotonic()
  return ({ state, executeAs, attempt, steps, waitsUntil, waitsFor, opensAt }: Looked) => {
    const seen = JSON.stringify([state, attempt, steps, waitsUntil])
    if (seen !== progress) [progress, since] = [seen, clock.monotonic()]
    if (state === 'ready') return waitsFor === 'input' ? ('approval.resume' as const) : undefined
    // Whoever waits in front of it wants it as soon as it may be.
    if (waitsFor === 'start') return 'approval.start' as const
    if (executeAs != null || opensAt != null || state === 'waiting') return undefined
    const due =
      waitsUntil == null
        ? clock.monotonic() - since >= silence
        : Date.parse(waitsUntil) <= clock.now().getTime()
    return state !== 'executing' || due ? ('approval.execute' as const) : undefined
  }
}

const failed = (run: string, { error }: Looked): PatchbayError =>
  new PatchbayError(
    'run.failed',
    `It was approved, and then failed: ${error?.message ?? 'no reason is known'} (${error?.code ?? 'run.failed'})`,
    {
      run,
      next: `Put right what it names, then \`patchbay approval resume ${run}\`, or \`approval abandon\`.`,
    },
  )

const ended = (run: string, { state, votes }: Looked): PatchbayError => {
  const no = state === 'rejected' ? votes.findLast(({ choice }) => choice === 'reject') : undefined
  const who = no === undefined ? '' : ` by ${no.by}`
  const why = no?.reason === undefined || no.reason === null ? '' : `: "${no.reason}"`
  const next = state === 'abandoned' ? 'Part of it may have been done.' : 'Nothing was changed.'
  return new PatchbayError(
    state === 'rejected' ? 'policy.refused' : 'approval.state',
    `The request is ${state}${who}${why}.`,
    { run, next: `${next} \`patchbay approval get ${run}\` tells what happened.` },
  )
}
