import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { allowField } from '../protocol/identity.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { validateConfiguration } from '../protocol/validate-configuration.ts'
import { workerAbilities } from '../protocol/worker-abilities.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorWord, connectorTarget } from '../steps/connector-target.ts'
import { requireSwitchable, switchAccess, switchField } from './access-switch.ts'

const input = z.strictObject({ connector: connectorField })

const workerWarning = (serviceType: string): string[] => {
  const ours = workerAbilities(serviceType)
  if (ours === undefined) {
    return [
      `Patchbay's own worker has no data source for ${serviceType}: Elastic's connector service finds the identities, for self-managed connectors`,
    ]
  }
  return ours.documentLevelSecurity
    ? []
    : [`Patchbay's own worker finds no rights in ${serviceType}: while this is on, it copies nothing`]
}

export const enableAccess = defineOperation({
  name: 'access.enable',
  version: 1,
  title: 'Enable access control',
  summary: 'Switches document level security on: documents will say who may see them.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: configurationBasis,
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, connector) => requireSwitchable(connector, true),
  plan: () => async (_context, _input, connector) => {
    const word = connectorWord(connector)
    const index = connector.index_name ?? 'its index'
    const { missing } = validateConfiguration(connector.configuration, { [switchField]: true })
    return {
      headline: `Enable access control · ${connectorHeadline(connector)}`,
      changes: [{ what: switchField, from: 'off', to: 'on' }],
      stays: [
        'documents that are in the index already: everybody sees them until a full sync wrote them again',
      ],
      after: [
        `first an access control sync writes the identities into ${aclIndexName(index)}: \`patchbay sync start ${word} --kind access_control\``,
        `then a full sync writes ${allowField} into the documents: \`patchbay sync start ${word}\``,
        `\`patchbay access preview ${word} --identity …\` shows what one person would see`,
      ],
      warnings: [
        'whoever searches must use the query of an identity, in a role or in an API key: Elasticsearch hides nothing by itself, and asks for a Platinum, Enterprise or trial license',
        ...workerWarning(connector.service_type ?? 'it'),
        ...(missing.length > 0 ? [`still empty and required then: ${missing.join(', ')}`] : []),
      ],
    }
  },
  stepsInAll: () => 2,
  run: () => async (context, _input, connector) => {
    const { missing } = await switchAccess(context, connector.id, true)
    return {
      connector: connector.id,
      documentLevelSecurity: true,
      missing,
      identities: connector.index_name ? aclIndexName(connector.index_name) : null,
    }
  },
})
