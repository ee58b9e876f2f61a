import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { Connector, JobType } from './connector.ts'
import { workerAbilities } from './worker-abilities.ts'

const features = z.object({
  document_level_security: z.object({ enabled: z.boolean().nullish() }).nullish(),
  incremental_sync: z.object({ enabled: z.boolean().nullish() }).nullish(),
})

const refuse = (why: string, next: string): PatchbayError =>
  new PatchbayError('connector.state', `kind: ${why}.`, {
    field: 'kind',
    next: `${next} Use kind full in the meantime.`,
  })

/**
 * Lets only kinds of sync through that the connector can do: Elasticsearch takes any.
 * @throws PatchbayError `connector.state` with the reason.
 */
export const requireKind = (connector: Connector, kind: JobType): void => {
  if (kind === 'full') return
  const can = features.safeParse(connector.features ?? {}).data
  const type = connector.service_type ?? 'its service type'
  if (kind === 'incremental') {
    if (can?.incremental_sync?.enabled === true) return
    throw refuse(
      `incremental syncs are not a feature of ${type} here`,
      workerAbilities(connector.service_type)?.incremental === true
        ? `\`patchbay connector set-features ${connector.id} --incremental-sync\` offers them, to a worker of Patchbay.`
        : 'The features of the connector say what it can do.',
    )
  }
  if (can?.document_level_security?.enabled !== true) {
    throw refuse(
      `document level security is not a feature of ${type} here`,
      'The features of the connector say what it can do.',
    )
  }
  if (connector.configuration['use_document_level_security']?.value !== true) {
    const next = `\`patchbay access enable ${connector.id}\` switches it on.`
    throw refuse('document level security is switched off in the configuration', next)
  }
}
