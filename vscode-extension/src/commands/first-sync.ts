import * as vscode from 'vscode'
import { type LocalElasticsearch, localCluster } from '../connection/local-elasticsearch.ts'
import { loadCore } from '../load-core.ts'
import { showError } from '../views/show-error.ts'
import { requireTrust } from './require-trust.ts'
import type { Services } from './services.ts'

const { l10n } = vscode

/** A first sync for somebody who has nothing yet: local Elasticsearch, a sample connector, three files, a search. */
export const runFirstSync = async (
  services: Services,
  local: LocalElasticsearch,
  extension: vscode.Uri,
): Promise<void> => {
  try {
    requireTrust()
    const folder = vscode.Uri.joinPath(extension, 'sample').fsPath
    const { connector, documents, hits } = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: l10n.t('First sync'),
        cancellable: true,
      },
      async (progress, token) => {
        const controller = new AbortController()
        token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()))
        progress.report({ message: l10n.t('starting Elasticsearch') })
        await local.start()
        const { firstSync } = await loadCore()
        const open = await services.connections.open(localCluster)
        return firstSync(open, {
          folder,
          tell: (message) => progress.report({ message }),
          keep: (connector, key) => local.keepKey(connector, key.reveal()),
          signal: controller.signal,
        })
      },
    )
    void vscode.window.showInformationMessage(
      l10n.t('{0} documents were copied, and a search for "walnut" finds {1}.', documents, hits),
    )
    services.tree.refresh()
    // The view may take its time to show it, and whoever waited may be typing elsewhere.
    await services.tree.reveal(localCluster, connector, false)
  } catch (error) {
    await showError(error, services.log)
  }
}
