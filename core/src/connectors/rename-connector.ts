import { z } from 'zod'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps, type RunContext } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'

const input = z.strictObject({
  connector: connectorField,
  name: z.string().trim().min(1).max(200).optional().describe('the new name'),
  description: z.string().max(2000).optional().describe('the new description'),
})

/** How long, in milliseconds, a renamed connector is waited for; after that it is found whenever it is. */
const patience = 3000

/** The fields that change, each from what to what. */
const changes = ({ name, description }: z.infer<typeof input>, connector: Connector) =>
  [
    { what: 'name', from: connector.name ?? '', to: name },
    { what: 'description', from: connector.description ?? '', to: description },
  ].filter(({ from, to }) => to !== undefined && to !== from)

export const renameConnector = defineOperation({
  name: 'connector.rename',
  version: 1,
  title: 'Rename connector',
  summary: 'Changes the name or the description of a connector.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: ({ name, description }: Connector) => ({ name: name ?? null, description: description ?? null }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (_context, { name, description }) => {
      if (name !== undefined || description !== undefined) return
      throw new PatchbayError('input.invalid', 'name: give a new name, a new description or both.', {
        field: 'name',
      })
    },
  plan: () => async (context, asked, connector) => {
    const { name } = asked
    const { items } = name === undefined ? { items: [] } : await listConnectors(context.es, { name })
    const others = items.filter(({ id }) => id !== connector.id)
    return {
      headline: `Rename connector · ${connectorHeadline(connector)}`,
      changes: changes(asked, connector),
      stays: ['index, key and schedule stay as they are'],
      ...(others.length > 0 && {
        warnings: [`another connector has the name "${name}" already: it will take an id to tell them apart`],
      }),
    }
  },
  run:
    (deps: Pick<OperationDeps, 'clock'>) =>
    async (context, { name, description }, connector) => {
      await context.step('rename', {
        run: async () => {
          await context.es.connector.updateName({
            connector_id: connector.id,
            ...(name === undefined ? {} : { name }),
            ...(description === undefined ? {} : { description }),
          })
          return null
        },
      })
      if (name !== undefined) await untilFound(context, { id: connector.id, name }, deps.clock)
      return { connector: connector.id, name: name ?? connector.name ?? null }
    },
})

/** Elasticsearch finds a new name about a second later: who names the connector next should not get a "not found". */
const untilFound = async (
  { es, signal }: RunContext,
  { id, name }: { id: string; name: string },
  clock: OperationDeps['clock'],
): Promise<void> => {
  const began = clock.monotonic()
  while (clock.monotonic() - began < patience) {
    const { items } = await listConnectors(es, { name })
    if (items.some((item) => item.id === id)) return
    await clock.sleep(200, signal)
  }
}
