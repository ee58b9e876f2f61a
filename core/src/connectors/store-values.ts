import type { RunContext } from '../operations/define-operation.ts'
import type { CheckedConfiguration } from '../protocol/validate-configuration.ts'
import { Secret } from '../secrets/secret.ts'

const reveal = (stored: unknown): unknown => (stored instanceof Secret ? stored.reveal() : stored)

/** The step `configure`: writes values that were checked; fields that are not named keep theirs. */
export const storeValues = (
  { es, step }: RunContext,
  connectorId: string,
  { values }: Pick<CheckedConfiguration, 'values'>,
): Promise<null> =>
  step('configure', {
    run: async () => {
      const stored = Object.fromEntries(Object.entries(values).map(([key, one]) => [key, reveal(one)]))
      await es.connector.updateConfiguration({ connector_id: connectorId, values: stored })
      return null
    },
  })
