import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { jsonSchema } from '../lib/json.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import { featureSwitches } from '../protocol/features.ts'
import { findServiceType } from '../protocol/service-types.ts'
import { workerAbilities } from '../protocol/worker-abilities.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { sourceAbilities } from './source-abilities.ts'

const input = z.strictObject({
  connector: connectorField,
  documentLevelSecurity: z.boolean().optional().describe('access control syncs are offered'),
  incrementalSync: z.boolean().optional().describe('incremental syncs are offered'),
  basicRules: z.boolean().optional().describe('basic sync rules are offered'),
  advancedRules: z.boolean().optional().describe('advanced sync rules are offered'),
})
type Asked = z.infer<typeof input>

const switchesOf = (connector: Connector, asked: Asked) => {
  const now = featureSwitches(connector)
  return [
    { what: 'document_level_security', now: now.documentLevelSecurity, wanted: asked.documentLevelSecurity },
    { what: 'incremental_sync', now: now.incrementalSync, wanted: asked.incrementalSync },
    { what: 'sync_rules.basic', now: now.basicRules, wanted: asked.basicRules },
    { what: 'sync_rules.advanced', now: now.advancedRules, wanted: asked.advancedRules },
  ]
}

/** Who does what is turned on, where that is not everybody who may come to run it. */
const limits = (connector: Connector, asked: Asked): string[] => {
  const known = findServiceType(connector.service_type ?? '')
  if (known === undefined) return []
  const ours = workerAbilities(known.service_type)
  const { incremental, documentLevelSecurity, advancedRules } = sourceAbilities(known)
  const wanted = [
    { asked: asked.documentLevelSecurity, what: 'access control syncs', by: documentLevelSecurity },
    { asked: asked.incrementalSync, what: 'incremental syncs', by: incremental },
    { asked: asked.advancedRules, what: 'advanced sync rules', by: advancedRules },
  ]
  return wanted.flatMap(({ asked: on, what, by }) => {
    if (on !== true) return []
    const of = `${what} of ${known.name}`
    if (by.length === 0) return [`neither Patchbay's worker nor Elastic's service does ${of}`]
    if (!by.includes('Elastic')) return [`only Patchbay's worker does ${of}, Elastic's service does not`]
    return ours === undefined || by.includes('Patchbay')
      ? []
      : [`only Elastic's service does ${of}, Patchbay's worker does not`]
  })
}

const enabled = (value: boolean | undefined): { enabled: boolean } | undefined =>
  value === undefined ? undefined : { enabled: value }

/** Only what is asked for: Elasticsearch merges it into what is there. */
const documentOf = ({ documentLevelSecurity, incrementalSync, basicRules, advancedRules }: Asked) => {
  const [dls, incremental] = [enabled(documentLevelSecurity), enabled(incrementalSync)]
  const [basic, advanced] = [enabled(basicRules), enabled(advancedRules)]
  return {
    ...(dls && { document_level_security: dls }),
    ...(incremental && { incremental_sync: incremental }),
    ...((basic ?? advanced) && { sync_rules: { ...(basic && { basic }), ...(advanced && { advanced }) } }),
  }
}

export const setFeatures = defineOperation({
  name: 'connector.set-features',
  version: 1,
  title: 'Set features',
  summary: 'Turns on or off which kinds of syncs and sync rules a connector offers.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: ({ features }: Connector) => jsonSchema.parse(features ?? null),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, asked, connector) => {
    if (switchesOf(connector, asked).some(({ wanted }) => wanted !== undefined)) return
    throw new PatchbayError('input.invalid', 'basicRules: name at least one feature to turn on or off.', {
      field: 'basicRules',
    })
  },
  plan: () => async (_context, asked, connector) => {
    const warnings = limits(connector, asked)
    return {
      headline: `Set features · ${connectorHeadline(connector)}`,
      changes: switchesOf(connector, asked).flatMap(({ what, now, wanted }) =>
        wanted === undefined || wanted === now
          ? []
          : [{ what, from: now === undefined ? 'not set' : now ? 'on' : 'off', to: wanted ? 'on' : 'off' }],
      ),
      stays: ['features that are not named, rules and schedules'],
      after: ['the service that runs it may write its own features when it next starts'],
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run: () => async (context, asked, connector) => {
    const features = documentOf(asked)
    await context.step('set-features', {
      run: async () => {
        await context.es.connector.updateFeatures({ connector_id: connector.id, features })
        return null
      },
    })
    return { connector: connector.id, features }
  },
})
