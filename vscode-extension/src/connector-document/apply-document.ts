import * as vscode from 'vscode'
import { type } from '../commands/ask-field.ts'
import { askReason } from '../commands/ask-reason.ts'
import { perform } from '../commands/perform.ts'
import { requireTrust } from '../commands/require-trust.ts'
import type { Services } from '../commands/services.ts'
import type { OpenCluster } from '../connection/connections.ts'
import { type CoreModule, loadCore } from '../load-core.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

type State = Awaited<ReturnType<CoreModule['readState']>>
type Change = ReturnType<CoreModule['planChanges']>[number]

interface Written {
  cluster: string
  /** As it was read. */
  state: State
  text: string
}

/** What an operation has against a field, with the place where the field stands. */
export class Refused extends Error {
  readonly place: { start: number; end: number }

  constructor(cause: Error, place: { start: number; end: number }) {
    super(cause.message, { cause })
    this.place = place
  }
}

/** What somebody changed, on what is stored now. */
const changesOf = async (open: OpenCluster, { cluster, state, text }: Written): Promise<Change[]> => {
  const { conflicts, planChanges, readState, readText } = await loadCore()
  const said = readText(text, state.secrets)
  if ('problems' in said) throw new Told(said.problems.map(({ message }) => message).join('\n'))
  const mine = planChanges(state.id, state.document, said.document)
  const now = await readState(open, state.id)
  const both = conflicts(mine, { read: state.document, now: now.document })
  if (both.length > 0) {
    throw new Told(
      l10n.t(
        '{0}: changed on {1} since this was opened, so nothing was applied. "File: Revert File" shows what is there.',
        both.join(', '),
        cluster,
      ),
    )
  }
  return mine
}

/** Secrets are typed where nobody sees them, and go from there to the cluster. */
const withSecrets = async (change: Change): Promise<Change> => {
  if (change.asks.length === 0) return change
  const { Secret } = await loadCore()
  const values: Record<string, unknown> = { ...(change.input['values'] as object) }
  for (const key of change.asks) {
    const typed = await type({
      title: l10n.t('Save the connector'),
      prompt: l10n.t('New value of {0}', key),
      password: true,
      validateInput: (value) => (value === '' ? l10n.t('It must not be empty.') : undefined),
    })
    values[key] = new Secret(typed)
  }
  return { ...change, input: { ...change.input, values } }
}

type Planned = Awaited<ReturnType<CoreModule['planSave']>>

/** What each call will change; what an operation has against a field is said at the field. */
const planned = async (
  open: OpenCluster,
  { state, text }: Written,
  changes: readonly Change[],
): Promise<Planned> => {
  const { isPatchbayError, placeOf, planSave } = await loadCore()
  return planSave(open, { state, changes }, (error, input) =>
    isPatchbayError(error) && error.field !== undefined
      ? new Refused(error, placeOf(text, error.field, input))
      : error,
  )
}

/** All plans in one diff, and one question for them. */
const confirm = async ({ documents }: Services, calls: Planned): Promise<string | undefined> => {
  const side = (which: 'before' | 'after'): string => calls.map((call) => call[which]).join('\n')
  await documents.showPlan('connector', {
    before: side('before'),
    after: side('after'),
    title: l10n.t('Save the connector: what will change'),
  })
  return askReason({
    title: l10n.t('Save the connector'),
    asks: calls.some(({ asks }) => asks),
    needed: calls.some(({ needsReason }) => needsReason),
    placeHolder: l10n.t('Press Enter to apply it. Press Escape to leave it.'),
  })
}

/**
 * Makes what was saved true, after one look at all plans: each part by its own operation, or all by one where somebody
 * has to approve. One that fails says so, and what was done before it.
 */
export const applyDocument = async (services: Services, written: Written): Promise<void> => {
  requireTrust()
  const { cluster } = written
  const open = await services.connections.open(cluster)
  const wanted = await changesOf(open, written)
  if (wanted.length === 0) return
  const changes: Change[] = []
  for (const change of wanted) changes.push(await withSecrets(change))
  const calls = await planned(open, written, changes)
  const reason = await confirm(services, calls)
  const done: string[] = []
  const waiting: string[] = []
  for (const { operation, input } of calls) {
    try {
      const answer = await perform(services, open, { operation, input, reason })
      if (answer.state === 'waiting') waiting.push(operation.title)
      else done.push(operation.title)
    } catch (error) {
      if (done.length === 0) throw error
      const { errorLines } = await loadCore()
      const { message, next } = errorLines(error)
      throw new Told(l10n.t('{0}: done. {1}: {2} {3}', done.join(', '), operation.title, message, next), {
        cause: error,
      })
    }
  }
  services.tree.refresh({ kind: 'cluster', cluster })
  say(written, { waiting, drafted: wanted.some(({ operation }) => operation === 'rules.draft') })
}

const say = (
  { cluster, state }: Written,
  { waiting, drafted }: { waiting: readonly string[]; drafted: boolean },
): void => {
  if (waiting.length > 0)
    void vscode.window.showInformationMessage(
      l10n.t('{0} waits for approval; the file shows what is stored until then.', waiting.join(', ')),
    )
  if (!drafted) return
  const activate = l10n.t('Activate …')
  const sentence = l10n.t('The rules are a draft now; they hold once it is activated.')
  void vscode.window.showInformationMessage(sentence, activate).then((chosen) => {
    if (chosen !== activate) return
    void vscode.commands.executeCommand('patchbay.rules.activate', {
      kind: 'connector',
      cluster,
      connector: { id: state.id, name: state.document.name },
    })
  })
}
