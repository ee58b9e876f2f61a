import { getConnector } from '../elasticsearch/get-connector.ts'
import type { RunContext } from '../operations/define-operation.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'

/**
 * The step `status`: Elasticsearch calls a connector configured after any change of its configuration; while required
 * fields are empty it is put back to `needs_configuration`. Returns the fields that are missing.
 */
export const settleStatus = (context: RunContext, connectorId: string): Promise<{ missing: string[] }> =>
  context.step('status', {
    run: async () => {
      const connector = await getConnector(context.es, connectorId)
      const missing = connector === undefined ? [] : missingConfiguration(connector.configuration)
      if (missing.length > 0 && connector?.status === 'configured') {
        await context.es.connector.updateStatus({ connector_id: connectorId, status: 'needs_configuration' })
      }
      return { missing }
    },
  })
