import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { RunContext } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { findServiceType } from '../protocol/service-types.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { settleStatus } from '../steps/settle-status.ts'

/** The configuration field that switches document level security. */
export const switchField = 'use_document_level_security'

export const isOn = ({ configuration }: Connector): boolean => configuration[switchField]?.value === true

const featureSchema = z.object({
  document_level_security: z.object({ enabled: z.boolean().nullish() }).nullish(),
})

/** One that says nothing about its features does what its service type does. */
const hasFeature = ({ features, service_type: serviceType }: Connector): boolean =>
  featureSchema.safeParse(features ?? {}).data?.document_level_security?.enabled ??
  findServiceType(serviceType)?.features.dls ??
  true

/** @throws PatchbayError `connector.state` where the switch does nothing, or stands there already. */
export const requireSwitchable = (connector: Connector, to: boolean): void => {
  const label = connectorLabel(connector)
  const type = connector.service_type ?? 'its service type'
  if (!Object.hasOwn(connector.configuration, switchField) || (to && !hasFeature(connector))) {
    throw new PatchbayError(
      'connector.state',
      `Document level security is not a feature of "${label}" (${type}).`,
      { field: 'connector', next: 'Everybody who may search its index sees all of its documents.' },
    )
  }
  if (isOn(connector) !== to) return
  throw new PatchbayError(
    'connector.state',
    `Document level security of "${label}" is ${to ? 'on' : 'off'} already.`,
    { field: 'connector', next: '`patchbay access list` shows the identities that its last sync found.' },
  )
}

/** The steps `switch` and `status`. Returns the required fields that are empty and count now. */
export const switchAccess = async (context: RunContext, connectorId: string, to: boolean) => {
  await context.step('switch', {
    run: async () => {
      await context.es.connector.updateConfiguration({
        connector_id: connectorId,
        values: { [switchField]: to },
      })
      return null
    },
  })
  return settleStatus(context, connectorId)
}
