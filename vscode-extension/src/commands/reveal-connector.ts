import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import { showError } from '../views/show-error.ts'
import { pickCluster } from './pick-cluster.ts'
import { requireTrust } from './require-trust.ts'
import type { Services } from './services.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

/** The cluster and the word that the cursor stands on: an id, a name or an index, or the document of a connector. */
const underCursor = (): { cluster: string | undefined; word: string } => {
  const editor = vscode.window.activeTextEditor
  if (editor === undefined) throw new Told(l10n.t('Put the cursor on the name or the id of a connector.'))
  const { document, selection } = editor
  const [, named, connector] = document.uri.path.split('/')
  if (document.uri.scheme === 'patchbay-connector') return { cluster: named, word: connector ?? '' }
  const range = selection.isEmpty
    ? document.getWordRangeAtPosition(selection.active, /[\w.-]+/)
    : new vscode.Range(selection.start, selection.end)
  const word = range === undefined ? '' : document.getText(range).trim()
  if (word === '') throw new Told(l10n.t('Put the cursor on the name or the id of a connector.'))
  return { cluster: document.uri.scheme === 'patchbay' ? named : undefined, word }
}

/** Shows in the tree the connector that the editor is about. */
export const revealConnector = async (services: Services): Promise<void> => {
  try {
    requireTrust()
    const { cluster: named, word } = underCursor()
    const known = services.connections.list().some(({ name }) => name === named)
    const cluster = await pickCluster(services, known ? named : undefined)
    const { idOfConnector } = await loadCore()
    const id = await idOfConnector(await services.connections.open(cluster), word)
    await services.tree.reveal(cluster, id, true)
  } catch (error) {
    await showError(error, services.log)
  }
}
