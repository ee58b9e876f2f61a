import type { Session } from '../deps.ts'
import type { Runner } from '../operations/create-runner.ts'
import { shownRunSchema } from '../protocol/shown-run.ts'
import { Secret } from '../secrets/secret.ts'
import type { Request } from './build-program.ts'
import type { Terminal } from './terminal.ts'

type Input = Record<string, unknown>

const goingOn = ['approval.execute', 'approval.resume']

/**
 * Asks a person at the terminal for the secrets of a run that they go on with: no log keeps them. Undefined where none is
 * needed, where they were given, or where the run is somebody else's.
 */
export const askSecrets = async (
  { operation }: Request,
  { run, secrets }: Input,
  { core, session, terminal }: { core: Runner; session: Session; terminal: Terminal },
): Promise<Input | undefined> => {
  const { askHidden } = terminal
  if (!goingOn.includes(operation.name) || secrets !== undefined || askHidden === undefined) return undefined
  const answer = await core.run(session, 'approval.get', { run })
  const { missing, requester } = shownRunSchema.parse('result' in answer ? answer.result : undefined)
  if (missing.length === 0 || requester !== session.actor.username) return undefined
  const typed: Input = {}
  for (const path of missing) typed[path] = new Secret(await askHidden(path))
  return typed
}
