import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { countEach } from '../elasticsearch/count-each.ts'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { counted } from '../lib/counted.ts'
import { policyWithin } from '../operations/call-within.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { withPrefix } from '../operations/step-prefix.ts'
import { allOf, type Required } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import { connectorFacts, connectorLabel } from '../steps/connector-target.ts'
import { keyIdsOf } from '../steps/key-ids.ts'
import { connectorsLike, connectorsTarget, namedConnectors, requireCount } from '../steps/named-connectors.ts'
import { deleteOne, requireDeletableIndex, toDelete } from './delete-one.ts'

const everyManaged = 'all-managed'
/** As many as a plan can show to whoever decides. */
const most = 100

const input = z.strictObject({
  connectors: z
    .string()
    .min(1)
    .describe(`ids, names or indices with commas between; ${everyManaged}: every managed one`),
  hard: z
    .boolean()
    .default(false)
    .describe('from 9.0 on: removes their documents too, which else stay, marked as deleted'),
  withIndex: z.boolean().default(false).describe('deletes their indices and all documents in them too'),
})

const requireSome = (count: number): void =>
  requireCount(count, { field: 'connectors', most, many: 'Delete them in several requests.' })

const deletedConnectors = connectorsTarget((context, named) =>
  named === everyManaged
    ? connectorsLike(context, (connector) => connector.is_native)
    : namedConnectors(context, named),
)

const privileges = (
  withIndex: boolean,
  connectors: readonly Connector[] | undefined,
  { version }: Cluster,
): Required =>
  allOf(...(connectors ?? [undefined]).map((connector) => toDelete(withIndex, connector, version)))

/** What policy goes by. */
const judged = { name: 'connector.delete-many', title: 'Delete connectors', risk: 'irreversible' } as const

/** Policy must not be stricter about one of them than about all together: looks at each that it is given. */
const policyAbout = async (
  deps: Pick<OperationDeps, 'clock' | 'operation'>,
  context: Context,
  connectors: readonly Connector[],
): Promise<(connector: Connector) => void> => {
  const around = { operation: judged, facts: deletedConnectors.facts([...connectors]) }
  const mayCall = await policyWithin(context, deps.clock, around)
  return (connector) => mayCall(deps.operation('connector.delete'), connectorFacts(connector))
}

export const deleteConnectors = defineOperation({
  ...judged,
  version: 1,
  summary: 'Deletes several connectors with their jobs, keys and secrets, and on request their indices.',
  input,
  target: deletedConnectors,
  basis: (connectors) => ({
    connectors: connectors.map((one) => ({ id: one.id, ...identityBasis(one), ...keyIdsOf(one) })),
  }),
  privileges: ({ withIndex }, connectors: Connector[] | undefined, cluster) =>
    privileges(withIndex, connectors, cluster),
  validate:
    (deps: Pick<OperationDeps, 'clock' | 'operation'>) =>
    async (context, { withIndex }, connectors) => {
      requireSome(connectors.length)
      const requireAllowed = await policyAbout(deps, context, connectors)
      for (const connector of connectors) {
        requireAllowed(connector)
        if (withIndex) await requireDeletableIndex(context, connector.index_name)
      }
    },
  plan:
    () =>
    async ({ es }, { withIndex }, connectors) => {
      const indices = connectors.flatMap(({ index_name: index }) => (index ? [index] : []))
      const counts = await countEach(es, indices)
      const holding = (index: string): string => {
        const documents = counts.get(index)
        return `${index} with ${documents === undefined ? 'its documents' : counted(documents, 'document')}`
      }
      const gone = 'gone'
      return {
        headline: `Delete connectors · ${counted(connectors.length, 'connector')}`,
        changes: connectors.flatMap((connector) => {
          const { apiKeyId, secretId } = keyIdsOf(connector)
          const parts = [
            `${connector.service_type ?? 'no service type'}, ${connector.is_native ? 'managed' : 'self-managed'}`,
            'its sync jobs',
            ...(apiKeyId === null ? [] : ['its API key']),
            ...(secretId === null ? [] : ['its connector secret']),
          ]
          const index = connector.index_name
          return [
            { what: connectorLabel(connector), from: parts.join(', '), to: gone },
            ...(withIndex && index
              ? [{ what: `index of ${connectorLabel(connector)}`, from: holding(index), to: gone }]
              : []),
          ]
        }),
        ...(!withIndex && indices.length > 0 && { stays: indices.map(holding) }),
        after: ['one after another; one that fails stops the run, and resuming goes on with it'],
        irreversible: withIndex
          ? 'Neither the connectors nor their documents can be brought back.'
          : "The connectors can't be brought back.",
      }
    },
  run: (deps: Pick<OperationDeps, 'clock' | 'operation'>) => async (context, asked, connectors) => {
    const requireAllowed = await policyAbout(deps, context, connectors)
    const deleted: Awaited<ReturnType<typeof deleteOne>>[] = []
    for (const { id } of connectors) {
      // When a run goes on, what is known of its connectors may be their ids alone.
      const now = await getConnector(context.es, id)
      if (now !== undefined) requireAllowed(now)
      deleted.push(await deleteOne(withPrefix(context, id), id, asked))
    }
    return { deleted }
  },
})
