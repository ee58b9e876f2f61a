import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import type { ConnectorTree } from '../tree/connector-tree.ts'

const { l10n } = vscode

/** The cluster that a document is about: `patchbay:/prod/…` and `patchbay-connector:/prod/…`. */
const clusterOf = (uri: vscode.Uri | undefined): string | undefined =>
  uri?.scheme.startsWith('patchbay') === true ? uri.path.split('/')[1] : undefined

/** One entry of the status bar: which cluster, whether it is guarded, and what waits for whoever is signed in. */
export const showStatusBar = (connections: Connections, tree: ConnectorTree): vscode.Disposable => {
  const item = vscode.window.createStatusBarItem('patchbay.cluster', vscode.StatusBarAlignment.Left, 10)
  item.name = 'Patchbay'
  item.command = 'patchbay.focusTree'
  const draw = (): void => {
    const clusters = connections.list()
    const named = clusterOf(vscode.window.activeTextEditor?.document.uri)
    const cluster = clusters.find(({ name }) => name === named) ?? clusters[0]
    if (cluster === undefined) return item.hide()
    const { waiting } = tree
    const guarded = cluster.guarded === true
    item.text = [
      `$(plug) ${cluster.name.replaceAll('$(', '$ (')}`,
      ...(guarded ? [l10n.t('guarded')] : []),
      ...(waiting === 0 ? [] : [`$(checklist) ${waiting}`]),
    ].join(' ')
    const words = [
      cluster.url,
      ...(guarded ? [l10n.t('guarded: requests that change something ask first')] : []),
      ...(waiting === 0 ? [] : [l10n.t('{0} requests wait for you', waiting)]),
    ]
    item.tooltip = words.join('\n')
    item.accessibilityInformation = { label: ['Patchbay', cluster.name, ...words].join(', ') }
    item.color = cluster.color === undefined ? undefined : new vscode.ThemeColor(`charts.${cluster.color}`)
    item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined
    item.show()
  }
  draw()
  return vscode.Disposable.from(
    item,
    connections.onDidChange(draw),
    tree.onDidLook(draw),
    vscode.window.onDidChangeActiveTextEditor(draw),
  )
}
