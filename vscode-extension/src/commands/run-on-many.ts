import * as vscode from 'vscode'
import type { OpenCluster } from '../connection/connections.ts'
import { loadCore } from '../load-core.ts'
import type { Node } from '../tree/node.ts'
import type { Operation } from './ask-field.ts'
import { askReason } from './ask-reason.ts'
import type { Services } from './services.ts'
import { deliver } from './show-answer.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

/** Connectors of one cluster, their names by their ids. */
interface Many {
  open: OpenCluster
  operation: Operation
  labels: ReadonlyMap<string, string>
}

const said = async (error: unknown): Promise<string> => {
  const { errorLines } = await loadCore()
  return Object.values(errorLines(error)).join(' ')
}

/** Those that can be done, whether somebody has to approve, and whether they must be told why. */
interface Asking {
  able: string[]
  asks: boolean
  needed: boolean
}

/** All plans in one diff; answers with those that can be done, and whether somebody has to approve. */
const planAll = async (services: Services, { open, operation, labels }: Many): Promise<Asking> => {
  const { planLines } = await loadCore()
  const [before, after, able]: [string[], string[], string[]] = [[], [], []]
  let [asks, needed] = [false, false]
  for (const [connector, label] of labels) {
    try {
      const given = { connector }
      const plan = operation.plans
        ? planLines(operation, await open.core.run(open.session, operation.name, given, { dryRun: true }))
        : { before: label, after: `${label}: ${operation.title}`, asks: false, needsReason: false }
      before.push(plan.before, '')
      after.push(plan.after, '')
      asks ||= plan.asks
      needed ||= plan.needsReason
      able.push(connector)
    } catch (error) {
      const refused = `✕ ${label}: ${await said(error)}`
      before.push(refused, '')
      after.push(refused, '')
    }
  }
  await services.documents.showPlan(`${operation.name.replace('.', '-')}-of-${labels.size}`, {
    before: before.join('\n'),
    after: after.join('\n'),
    title: l10n.t('{0}: what will change of {1} connectors', operation.title, labels.size),
  })
  return { able, asks, needed }
}

/** One question for all of them. */
const confirm = async (operation: Operation, { able, asks, needed }: Asking): Promise<string | undefined> => {
  const title = l10n.t('{0}: {1} connectors', operation.title, able.length)
  const go = asks ? l10n.t('Ask for approval') : l10n.t('Do it')
  if (operation.risk === 'irreversible' && !asks) {
    const detail = l10n.t('It can not be undone.')
    if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, go)) !== go)
      throw new vscode.CancellationError()
  }
  const placeHolder = l10n.t('{0}: press Enter. Leave it: press Escape.', go)
  return askReason({ title, asks, needed, placeHolder })
}

/** What came of one, in lines: a read says what it read. */
const runOne = async (
  services: Services,
  { open, operation, labels }: Many,
  { connector, reason, signal }: { connector: string; reason: string | undefined; signal: AbortSignal },
): Promise<string[]> => {
  const label = labels.get(connector) ?? connector
  try {
    const answer = await open.core.run(open.session, operation.name, { connector }, { reason, signal })
    const { lines, delivered } = (await loadCore()).answerLines(operation, {
      answer,
      input: { connector },
    })
    // What is shown once is shown, for every one of them.
    for (const secret of delivered) await deliver(`${operation.title} · ${label}`, secret)
    if (answer.state === 'waiting' || answer.state === 'executing')
      await services.followed.follow({ cluster: open.settings.name, run: answer.run })
    if (operation.risk === 'read') return [`● ${label}`, ...lines.map((line) => `  ${line}`), '']
    return [
      answer.state === 'waiting' ? l10n.t('◐ {0}: waits for approval', label) : `● ${label}: ${answer.state}`,
    ]
  } catch (error) {
    return [`✕ ${label}: ${await said(error)}`]
  }
}

/**
 * One plan for several connectors of a cluster: all of it in one diff, one question, then each as a run of its own. One
 * that fails does not hold up the others; what came of each is said together.
 */
export const runOnMany = async (
  services: Services,
  name: string,
  nodes: readonly Extract<Node, { kind: 'connector' }>[],
): Promise<void> => {
  const [first] = nodes
  if (first === undefined) return
  const { cluster } = first
  if (nodes.some((node) => node.cluster !== cluster))
    throw new Told(l10n.t('The rows are of several clusters. Choose rows of one cluster.'))
  const open = await services.connections.open(cluster)
  const operation = open.core.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Told(l10n.t('There is no operation {0}.', name))
  const { fieldsOf } = await loadCore()
  const lacks = fieldsOf(operation.input).filter((field) => field.required && field.name !== 'connector')
  if (lacks.length > 0)
    throw new Told(l10n.t('{0} asks for more than a connector: choose one row.', operation.title))
  const labels = new Map(nodes.map(({ connector }) => [connector.id, connector.name ?? connector.id]))
  const many: Many = { open, operation, labels }
  const isRead = operation.risk === 'read'
  const asking = isRead
    ? { able: [...labels.keys()], asks: false, needed: false }
    : await planAll(services, many)
  const { able } = asking
  if (able.length === 0) return
  const reason = isRead ? undefined : await confirm(operation, asking)
  const outcomes: string[] = []
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: operation.title, cancellable: true },
    async (progress, token) => {
      const stop = new AbortController()
      token.onCancellationRequested(() => stop.abort(new vscode.CancellationError()))
      for (const connector of able) {
        const label = labels.get(connector) ?? connector
        if (token.isCancellationRequested) {
          outcomes.push(l10n.t('○ {0}: left out', label))
          continue
        }
        progress.report({ message: label, increment: 100 / able.length })
        outcomes.push(...(await runOne(services, many, { connector, reason, signal: stop.signal })))
      }
    },
  )
  const text = [`${operation.title} · ${cluster}`, '', ...outcomes, ''].join('\n')
  await services.documents.show(`${cluster}/outcome-${name}-of-${labels.size}.txt`, text)
  services.tree.refresh({ kind: 'cluster', cluster })
}
