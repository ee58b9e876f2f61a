import * as vscode from 'vscode'
import type { LocalElasticsearch } from '../connection/local-elasticsearch.ts'
import { showError } from '../views/show-error.ts'
import type { Services } from './services.ts'

/** Starts Local Elasticsearch, and says so while it takes its second. */
export const startLocal = async (services: Services, local: LocalElasticsearch): Promise<void> => {
  try {
    await vscode.window.withProgress(
      {
        location: { viewId: 'patchbay.connectors' },
        title: vscode.l10n.t('Starting Local Elasticsearch'),
      },
      () => local.start(),
    )
    services.tree.refresh()
  } catch (error) {
    await showError(error, services.log)
  }
}
