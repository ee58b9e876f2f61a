import * as vscode from 'vscode'
import { type } from '../commands/ask-field.ts'
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

/** All plans in one diff, and one question for them. */
const confirm = async (
  services: Services,
  open: OpenCluster,
  { changes, text }: { changes: readonly Change[]; text: string },
): Promise<string | undefined> => {
  const { isPatchbayError, placeOf, planLines } = await loadCore()
  const [before, after]: [string[], string[]] = [[], []]
  let asks = false
  for (const { operation: name, input } of changes) {
    const operation = operationOf(open, name)
    const planned = await open.core
      .run(open.session, name, input, { dryRun: true })
      .catch((error: unknown) => {
        throw isPatchbayError(error) && error.field !== undefined
          ? new Refused(error, placeOf(text, error.field, input))
          : error
      })
    const lines = planLines(operation, planned)
    before.push(lines.before)
    after.push(lines.after)
    asks ||= lines.asks
  }
  const { documents } = services
  await vscode.commands.executeCommand(
    'vscode.diff',
    documents.put('plan/connector-now.txt', before.join('\n')),
    documents.put('plan/connector-then.txt', after.join('\n')),
    l10n.t('Save the connector: what will change'),
    { preview: true },
  )
  const reason = await type({
    title: l10n.t('Save the connector'),
    prompt: asks ? l10n.t('Why? Whoever decides sees it.') : l10n.t('Why? It is written down.'),
    placeHolder: l10n.t('Press Enter to apply it. Press Escape to leave it.'),
  })
  return reason === '' ? undefined : reason
}

const operationOf = ({ core }: OpenCluster, name: string) => {
  const operation = core.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Told(l10n.t('There is no operation {0}.', name))
  return operation
}

/**
 * Makes what was saved true: each part by its own operation, after one look at all plans. One that fails says so, and
 * what was done before it.
 */
export const applyDocument = async (services: Services, written: Written): Promise<void> => {
  requireTrust()
  const { cluster } = written
  const open = await services.connections.open(cluster)
  const planned = await changesOf(open, written)
  if (planned.length === 0) return
  const changes: Change[] = []
  for (const change of planned) changes.push(await withSecrets(change))
  const reason = await confirm(services, open, { changes, text: written.text })
  const done: string[] = []
  const waiting: string[] = []
  for (const { operation: name, input } of changes) {
    const operation = operationOf(open, name)
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
  say(written, { waiting, drafted: planned.some(({ operation }) => operation === 'rules.draft') })
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
