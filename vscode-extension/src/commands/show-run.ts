import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import { type ChoiceName, runChoices } from '../views/run-choices.ts'
import { showError } from '../views/show-error.ts'
import { choose, type } from './ask-field.ts'
import { runOperation } from './run-operation.ts'
import type { Services } from './services.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

/** Shows a run with its plan; what can be done with it stands above. */
export const showRun = async (services: Services, cluster: string, run: string): Promise<void> => {
  try {
    await services.runs.show(cluster, run)
  } catch (error) {
    await showError(error, services.log)
  }
}

/** Does with a run what was chosen above its document or in its row, and shows what it came to. */
export const doWithRun = async (
  services: Services,
  { cluster, run, name }: { cluster: string; run: string; name: ChoiceName },
): Promise<void> => {
  try {
    const { runView } = await loadCore()
    const view = await runView(await services.connections.open(cluster), run)
    const chosen = runChoices(view).find((choice) => choice.name === name)
    if (chosen === undefined)
      throw new Told(l10n.t('{0} is {1}: this can no longer be done with it.', view.title, view.state))
    if (name === 'approve') {
      // A vote is for what its author saw: the plan stands in the editor before it is asked for.
      await services.runs.show(cluster, run)
      const approve = { label: l10n.t('Approve'), detail: view.headline }
      const asks = l10n.t('{0} asks: {1}', view.requester ?? '-', view.reason ?? '-')
      const answer = await choose([approve, { label: l10n.t('Leave it') }], { title: view.title, asks })
      if (answer !== approve) return
    }
    const reason = chosen.why === true ? await askWhy(chosen.label) : undefined
    const secrets = await askSecrets(view.title, chosen.secrets ?? [])
    await runOperation(services, chosen.operation, {
      cluster,
      input: {
        ...chosen.input,
        ...(reason === undefined ? {} : { reason }),
        ...(secrets === undefined ? {} : { secrets }),
      },
    })
    services.tree.refresh({ kind: 'cluster', cluster })
    await services.runs.look()
  } catch (error) {
    await showError(error, services.log)
  }
}

/** What no log keeps: whoever asked for the run gives it once more. */
const askSecrets = async (title: string, paths: readonly string[]) => {
  if (paths.length === 0) return undefined
  const { Secret } = await loadCore()
  const given: Record<string, InstanceType<typeof Secret>> = {}
  for (const path of paths) {
    const name = path.replace(/^(values|secrets)\./, '')
    const typed = await type({
      title,
      prompt: l10n.t('{0}, once more: it is kept nowhere', name),
      password: true,
      validateInput: (value) => (value === '' ? l10n.t('It must not be empty.') : undefined),
    })
    given[path] = new Secret(typed)
  }
  return given
}

const askWhy = async (title: string): Promise<string> => {
  const reason = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('Why? Everybody sees it.'),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? l10n.t('A reason is needed.') : undefined),
  })
  if (reason === undefined) throw new vscode.CancellationError()
  return reason
}
