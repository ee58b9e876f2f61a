import type { Session } from '../deps.ts'
import { isPatchbayError } from '../errors.ts'
import type { Runs } from '../operations/runs.ts'

interface Asked {
  run: string
  operation: string
  target: string
}

/** What was done stays done: whoever asks again and again, as the bot does each minute, reads each log once. */
const known = new WeakMap<Session, Set<string>>()
const knownAtMost = 10_000

const remember = (session: Session, asked: string): void => {
  const done = known.get(session) ?? new Set()
  if (done.size >= knownAtMost) done.clear()
  known.set(session, done.add(asked))
}

/** Whether a request that a search found was carried out, and is what it says: its own log tells in realtime. */
export const wasDone = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  { run, operation, target }: Asked,
): Promise<boolean> => {
  const asked = JSON.stringify([run, operation, target])
  if (known.get(session)?.has(asked) === true) return true
  try {
    const loaded = await runs.load(session, run)
    const isDone =
      loaded.state.name === 'done' && loaded.operation.name === operation && loaded.targetLabel === target
    if (isDone) remember(session, asked)
    return isDone
  } catch (error) {
    const notOne = ['target.not-found', 'input.unknown-operation', 'input.invalid']
    if (isPatchbayError(error) && notOne.includes(error.code)) return false
    throw error
  }
}
