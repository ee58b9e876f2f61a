import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import type { Node } from '../tree/node.ts'
import { showError } from '../views/show-error.ts'
import { requireTrust } from './require-trust.ts'
import { type CalledOn, runOperation } from './run-operation.ts'
import type { Services } from './services.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

type ConnectorNode = Extract<Node, { kind: 'connector' }>

const isConnector = (node: Node): node is ConnectorNode => node.kind === 'connector'

/** What a row stands for in the input of an operation. */
const calledOn = (node: Node): CalledOn => {
  const { cluster } = node
  switch (node.kind) {
    case 'connector':
    case 'part':
      return { cluster, input: { connector: node.connector.id } }
    case 'job':
      return { cluster, input: { job: node.job.id } }
    case 'run':
      return { cluster, input: { run: node.run.run } }
    default:
      return { cluster }
  }
}

/**
 * One plan for several connectors of a cluster: all of it in one document, one question, then each as a run of its own.
 * One that fails does not hold up the others; what came of each is said together.
 */
const runOnMany = async (
  services: Services,
  name: string,
  nodes: readonly ConnectorNode[],
): Promise<void> => {
  const [first] = nodes
  if (first === undefined) return
  const { cluster } = first
  if (nodes.some((node) => node.cluster !== cluster))
    throw new Told(l10n.t('The rows are of several clusters. Choose rows of one cluster.'))
  const open = await services.connections.open(cluster)
  const operation = open.core.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Told(l10n.t('There is no operation {0}.', name))
  const { answerLines, errorLines, fieldsOf } = await loadCore()
  const lacks = fieldsOf(operation.input).filter((field) => field.required && field.name !== 'connector')
  if (lacks.length > 0)
    throw new Told(l10n.t('{0} asks for more than a connector: choose one row.', operation.title))
  const labels = new Map(nodes.map(({ connector }) => [connector.id, connector.name ?? connector.id]))
  const said = (error: unknown): string => Object.values(errorLines(error)).join(' ')

  const plans: string[] = []
  const able: string[] = []
  for (const [connector, label] of labels) {
    try {
      const planned = operation.plans
        ? answerLines(operation, await open.core.run(open.session, name, { connector }, { dryRun: true }))
            .lines
        : [`${operation.title} · ${label}`]
      plans.push(...planned, '')
      able.push(connector)
    } catch (error) {
      plans.push(`✕ ${label}: ${said(error)}`, '')
    }
  }
  await services.documents.show(`${cluster}/plan-${name}-of-${labels.size}.txt`, plans.join('\n'))
  if (able.length === 0) return
  if (operation.risk === 'irreversible') {
    const go = l10n.t('Go on')
    const title = l10n.t('{0}: {1} connectors. It can not be undone.', operation.title, able.length)
    if ((await vscode.window.showWarningMessage(title, { modal: true }, go)) !== go) return
  }
  const reason = await vscode.window.showInputBox({
    title: l10n.t('{0}: {1} connectors', operation.title, able.length),
    prompt: l10n.t('Why? It is written down. Press Enter to go on, Escape to leave.'),
    ignoreFocusOut: true,
  })
  if (reason === undefined) return
  const outcomes: string[] = []
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: operation.title, cancellable: true },
    async (progress, token) => {
      for (const connector of able) {
        const label = labels.get(connector) ?? connector
        if (token.isCancellationRequested) {
          outcomes.push(l10n.t('○ {0}: left out', label))
          continue
        }
        progress.report({ message: label, increment: 100 / able.length })
        try {
          const options = { reason: reason === '' ? undefined : reason }
          const { state } = await open.core.run(open.session, name, { connector }, options)
          outcomes.push(`● ${label}: ${state}`)
        } catch (error) {
          outcomes.push(`✕ ${label}: ${said(error)}`)
        }
      }
    },
  )
  await services.documents.show(`${cluster}/outcome-${name}-of-${labels.size}.txt`, outcomes.join('\n'))
  services.tree.refresh()
}

/** An operation, called on no row, on one, or on several. */
export const runOnNodes = async (services: Services, name: string, nodes: readonly Node[]): Promise<void> => {
  const connectors = nodes.filter(isConnector)
  const [only] = nodes
  if (connectors.length < 2) {
    await runOperation(services, name, only === undefined ? {} : calledOn(only))
    return
  }
  try {
    requireTrust()
    await runOnMany(services, name, connectors)
  } catch (error) {
    await showError(error, services.log)
  }
}
