import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { allowField } from '../protocol/identity.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorWord, connectorTarget } from '../steps/connector-target.ts'
import { requireSwitchable, switchAccess, switchField } from './access-switch.ts'

const input = z.strictObject({ connector: connectorField })

export const disableAccess = defineOperation({
  name: 'access.disable',
  version: 1,
  title: 'Disable access control',
  summary: 'Switches document level security off: everybody who may search will see every document.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: configurationBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, connector) => requireSwitchable(connector, false),
  plan: () => async (_context, _input, connector) => {
    const word = connectorWord(connector)
    const scheduled = connector.scheduling?.access_control?.enabled === true
    return {
      headline: `Disable access control · ${connectorHeadline(connector)}`,
      changes: [{ what: switchField, from: 'on', to: 'off' }],
      stays: [
        `${allowField} in the documents, until a full sync writes them again`,
        ...(connector.index_name ? [`the identities in ${aclIndexName(connector.index_name)}`] : []),
      ],
      after: ['from the next full sync on, everybody who may search the index sees every document in it'],
      ...(scheduled && {
        warnings: [
          `its access control syncs are still scheduled and can't run: \`patchbay connector schedule ${word} --kind access_control --no-enabled\``,
        ],
      }),
    }
  },
  stepsInAll: () => 2,
  run: () => async (context, _input, connector) => {
    const { missing } = await switchAccess(context, connector.id, false)
    return { connector: connector.id, documentLevelSecurity: false, missing }
  },
})
