import { l10n } from 'vscode'
import { loadCore } from '../load-core.ts'
import { showError } from '../views/show-error.ts'
import { pickCluster } from './pick-cluster.ts'
import { requireTrust } from './require-trust.ts'
import type { Services } from './services.ts'

/** Tries a cluster afresh and says, line by line, what works for whoever signed in, what doesn't and why. */
export const testConnection = async (services: Services, asked?: string): Promise<void> => {
  try {
    requireTrust()
    const cluster = await pickCluster(services, asked)
    const { examineConnection } = await loadCore()
    services.connections.forget(cluster)
    const open = await services.connections.open(cluster)
    const lines = await examineConnection(open)
    await services.documents.show(
      `${cluster}/connection.txt`,
      `${[l10n.t('● {0} answers', open.settings.url), ...lines].join('\n')}\n`,
    )
  } catch (error) {
    await showError(error, services.log)
  }
}
