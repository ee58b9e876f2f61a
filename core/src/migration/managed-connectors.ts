import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import type { Context } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { sources } from '../sources/registry.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { type Assessment, assessConnector, inOrder } from './assess-connector.ts'

export interface Managed {
  connector: Connector
  assessment: Assessment
}

/** How many connectors are looked at at once. */
const together = 8

export const assess = async (
  { es }: Pick<Context, 'es'>,
  connector: Connector,
  served: readonly string[] = [],
): Promise<Assessment> => {
  const jobs = await openJobs(es, connector.id)
  const missing = missingConfiguration(connector.configuration)
  return assessConnector({ connector, openJobs: jobs.length, missing, ours: Object.keys(sources), served })
}

/** Every managed connector, or those of these, with what its move takes, in the order to go in. */
export const managedConnectors = async (
  context: Pick<Context, 'es'>,
  {
    query,
    only,
    served = [],
  }: { query?: string | undefined; only?: readonly Connector[] | undefined; served?: readonly string[] } = {},
): Promise<{ managed: Managed[]; selfManaged: number }> => {
  const items = only ?? (await listConnectors(context.es, { query }, { from: 0, size: 10_000 })).items
  const listed = items.filter((connector) => connector.is_native)
  const found: Managed[] = []
  for (let at = 0; at < listed.length; at += together) {
    const some = await Promise.all(
      listed.slice(at, at + together).map(async ({ id }): Promise<Managed[]> => {
        const connector = await getConnector(context.es, id)
        // Deleted or converted since it was listed.
        if (connector?.is_native !== true) return []
        return [{ connector, assessment: await assess(context, connector, served) }]
      }),
    )
    found.push(...some.flat())
  }
  const byId = new Map(found.map((one) => [one.connector.id, one]))
  const managed = inOrder(found.map(({ assessment }) => assessment)).flatMap(({ id }) => byId.get(id) ?? [])
  return { managed, selfManaged: items.length - listed.length }
}
