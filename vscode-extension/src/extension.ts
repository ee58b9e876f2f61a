import * as vscode from 'vscode'
import { filterTree, groupTree, sortTree } from './commands/arrange-tree.ts'
import { runFirstSync } from './commands/first-sync.ts'
import { FollowedRuns } from './commands/follow-runs.ts'
import { requireTrust } from './commands/require-trust.ts'
import { revealConnector } from './commands/reveal-connector.ts'
import { runOnNodes } from './commands/run-on-nodes.ts'
import { runOperation } from './commands/run-operation.ts'
import type { Services } from './commands/services.ts'
import { doWithRun, showRun } from './commands/show-run.ts'
import { startLocal } from './commands/start-local.ts'
import { testConnection } from './commands/test-connection.ts'
import { addCluster, removeCluster, signInAgain } from './connection/add-cluster.ts'
import { Connections } from './connection/connections.ts'
import { LocalElasticsearch } from './connection/local-elasticsearch.ts'
import { registerConnectorFiles } from './connector-document/register-connector-files.ts'
import operations from './operations.gen.json' with { type: 'json' }
import { registerRequestFiles } from './providers/register-request-files.ts'
import { registerMcpServers } from './tools/register-mcp-servers.ts'
import { registerTools } from './tools/register-tools.ts'
import { ConnectorTree } from './tree/connector-tree.ts'
import type { Node } from './tree/node.ts'
import { Documents, scheme } from './views/documents.ts'
import type { ChoiceName } from './views/run-choices.ts'
import { RunDocuments } from './views/run-documents.ts'
import { showError } from './views/show-error.ts'
import { showStatusBar } from './views/status-bar.ts'

const guarded = async (log: vscode.LogOutputChannel, work: () => Promise<void>): Promise<void> => {
  try {
    requireTrust()
    await work()
  } catch (error) {
    await showError(error, log)
  }
}

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>

/**
 * Puts the extension together. Nothing is opened and nothing of the core is loaded before somebody looks. Other extensions
 * are given nothing; the tests inside the editor are given what the commands work with.
 */
export const activate = (context: vscode.ExtensionContext): Services | undefined => {
  const connections = new Connections(context.secrets)
  const documents = new Documents()
  const tree = new ConnectorTree(connections, context.workspaceState)
  const local = new LocalElasticsearch(context, connections)
  const log = vscode.window.createOutputChannel('Patchbay', { log: true })
  const runs = new RunDocuments(connections, documents)
  const followed = new FollowedRuns({
    connections,
    memory: context.workspaceState,
    log,
    changed: (cluster) => tree.refresh({ kind: 'cluster', cluster }),
  })
  const services: Services = { connections, documents, tree, runs, followed, log }

  const on = (command: string, run: (...given: never[]) => unknown): void => {
    context.subscriptions.push(vscode.commands.registerCommand(command, run as () => unknown))
  }
  for (const name of operations) {
    on(`patchbay.${name}`, (node?: Node, chosen?: readonly Node[]) =>
      runOnNodes(services, name, chosen ?? (node === undefined ? [] : [node])),
    )
  }
  on('patchbay.showPart', ({ cluster, connector, part }: Of<'part'>) =>
    runOperation(services, part.operation, { cluster, input: { connector: connector.id } }),
  )
  on('patchbay.showRun', ({ cluster, run }: Of<'run'>) => showRun(services, cluster, run.run))
  on('patchbay.doWithRun', (cluster: string, run: string, name: ChoiceName) =>
    doWithRun(services, { cluster, run, name }),
  )
  for (const name of ['approve', 'reject', 'withdraw'] as const) {
    on(`patchbay.run.${name}`, ({ cluster, run }: Of<'run'>) =>
      doWithRun(services, { cluster, run: run.run, name }),
    )
  }
  on('patchbay.loadMore', (node: Of<'more'>) => tree.loadMore(node))
  on('patchbay.refresh', (node?: Node) => tree.refresh(node))
  on('patchbay.filter', () => filterTree(tree))
  on('patchbay.clearFilter', () => tree.change({ filter: '' }))
  on('patchbay.sort', () => sortTree(tree))
  on('patchbay.group', () => groupTree(tree))
  on('patchbay.reveal', () => revealConnector(services))
  on('patchbay.focusTree', () => vscode.commands.executeCommand('patchbay.connectors.focus'))
  on('patchbay.addCluster', () =>
    guarded(log, () => addCluster(connections, context.extension.extensionKind)),
  )
  on('patchbay.signIn', ({ cluster }: Node) => guarded(log, () => signInAgain(connections, cluster)))
  on('patchbay.firstSync', () => runFirstSync(services, local, context.extensionUri))
  on('patchbay.startLocal', () => startLocal(services, local))
  on('patchbay.removeCluster', ({ cluster }: Node) => removeCluster(connections, cluster))
  on('patchbay.testConnection', (node?: Node) => testConnection(services, node?.cluster))

  context.subscriptions.push(
    connections,
    local,
    log,
    runs,
    followed,
    tree.show(),
    showStatusBar(connections, tree),
    registerConnectorFiles(services),
    ...registerTools(services),
    ...registerMcpServers(context, services),
    vscode.workspace.registerTextDocumentContentProvider(scheme, documents),
  )
  registerRequestFiles(context, services)
  followed.takeUp()
  return context.extensionMode === vscode.ExtensionMode.Test ? services : undefined
}
