import { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { type Context, defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import { namedConnectors } from '../steps/named-connectors.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { entryOf } from './connector-entry.ts'

const input = z.strictObject({
  connectors: z.string().min(1).default('all').describe('ids, names or indices with commas between, or all'),
})

const header = ({ cluster }: Context): string[] => [
  `Connectors of the cluster ${JSON.stringify(cluster.name)}, as Patchbay exported them. No secret is in here:`,
  '{ env: NAME } is a variable and { file: PATH } a file, read where `patchbay connector apply` runs.',
  '`patchbay connector apply FILE --dry-run` shows what differs; without --dry-run it makes it so.',
  'What is left out of this file stays as it is.',
]

const read = async (context: Context, named: string): Promise<Connector[]> => {
  if (named !== 'all') return namedConnectors(context, named)
  const { items } = await listConnectors(context.es, {}, { from: 0, size: 1000 })
  const found: Connector[] = []
  for (const { id } of items) {
    const connector = await getConnector(context.es, id)
    if (connector !== undefined) found.push(connector)
  }
  return found
}

export const exportConnectors = defineOperation({
  name: 'connector.export',
  version: 1,
  title: 'Export connectors',
  summary: 'Writes connectors as a YAML file without secrets, for `connector apply`.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run:
    () =>
    async (context, { connectors: named }) => {
      const connectors = await read(context, named)
      const byName = Map.groupBy(connectors, connectorLabel)
      const written = connectors
        .toSorted((a, b) => connectorLabel(a).localeCompare(connectorLabel(b)))
        .map((connector, at) =>
          entryOf(connector, { at, alone: byName.get(connectorLabel(connector))?.length === 1 }),
        )
      // Loaded when a file is written: no other command waits for the writer of YAML.
      const { writeConnectorFile } = await import('./write-connector-file.ts')
      return writeConnectorFile(
        written.map(({ entry }) => entry),
        { header: header(context), notes: written.flatMap(({ notes }) => notes) },
      )
    },
})
