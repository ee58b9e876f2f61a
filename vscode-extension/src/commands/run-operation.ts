import * as vscode from 'vscode'
import type { OpenCluster } from '../connection/connections.ts'
import { type CoreModule, loadCore } from '../load-core.ts'
import { showError } from '../views/show-error.ts'
import type { Operation } from './ask-field.ts'
import { askInput } from './ask-input.ts'
import { askReason } from './ask-reason.ts'
import { perform } from './perform.ts'
import { pickCluster } from './pick-cluster.ts'
import { requireTrust } from './require-trust.ts'
import type { Services } from './services.ts'
import { showAnswer } from './show-answer.ts'
import { Told } from '../told.ts'

type Answer = Awaited<ReturnType<ReturnType<CoreModule['createCore']>['run']>>

const { l10n } = vscode

/** What a command was called on. */
export interface CalledOn {
  cluster?: string
  input?: Record<string, unknown>
}

/** Starting and stopping a sync, and what is decided about a run that shows its own plan, go without another question. */
const undoneEasily = /^(sync\.(start|cancel)|approval\..*|api-key\.collect)$/

/** Shows the plan as a diff and asks whether to go on; a modal only where there is no way back. */
const confirm = async (
  services: Services,
  operation: Operation,
  planned: Answer,
): Promise<{ reason: string | undefined }> => {
  const { planLines } = await loadCore()
  const { before, after, asks, needsReason, headline, irreversible } = planLines(operation, planned)
  const title = l10n.t('{0}: what will change', operation.title)
  await services.documents.showPlan(operation.name.replace('.', '-'), { before, after, title })
  const go = asks ? l10n.t('Ask for approval') : l10n.t('Do it')
  if (irreversible !== undefined && !asks) {
    // It hides the plan, so it says itself what is done to what.
    const asked = { modal: true, detail: irreversible }
    const answer = await vscode.window.showWarningMessage(headline, asked, operation.title)
    if (answer !== operation.title) throw new vscode.CancellationError()
  }
  const placeHolder = l10n.t('{0}: press Enter. Leave it: press Escape.', go)
  return {
    reason: await askReason({ title: operation.title, asks, needed: needsReason, placeHolder }),
  }
}

const findOperation = ({ core }: OpenCluster, name: string): Operation => {
  const operation = core.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Told(l10n.t('There is no operation {0}.', name))
  return operation
}

/**
 * One operation from a command to its outcome: input, plan, reason, and what came of it. Whatever goes wrong is said in
 * two sentences; leaving in the middle changes nothing.
 */
export const runOperation = async (services: Services, name: string, on: CalledOn): Promise<void> => {
  try {
    requireTrust()
    const cluster = await pickCluster(services, on.cluster)
    const open = await services.connections.open(cluster)
    const operation = findOperation(open, name)
    const onRow = on.input !== undefined
    const atOnce = onRow && (operation.risk === 'read' || undoneEasily.test(name))
    const input = await askInput(operation, on.input ?? {}, { open, atOnce })
    let reason: string | undefined
    if (operation.plans && !undoneEasily.test(name)) {
      const planned = await open.core.run(open.session, name, input, { dryRun: true })
      ;({ reason } = await confirm(services, operation, planned))
    }
    const answer = await perform(services, open, { operation, input, reason }).catch(
      async (error: unknown) => {
        // A vote on what can't be undone, or against it: known by the core, which has written nothing yet.
        const { isPatchbayError } = await loadCore()
        if (!isPatchbayError(error) || error.code !== 'reason.missing') throw error
        const why = await askReason({ title: operation.title, asks: true, needed: true })
        return perform(services, open, { operation, input: { ...input, reason: why }, reason })
      },
    )
    services.log.info(`${cluster} ${operation.name}: ${answer.state}`)
    await showAnswer(services, { operation, input, answer, cluster })
    if (operation.risk !== 'read') services.tree.refresh({ kind: 'cluster', cluster })
  } catch (error) {
    await showError(error, services.log)
  }
}
