import type { ConnectorRow, Grouping, Node } from './node.ts'

type ConnectorNode = Extract<Node, { kind: 'connector' }>
type GroupNode = Extract<Node, { kind: 'group' }>

/** Kibana's badges, the one that needs somebody most first. */
const badges = [
  'Sync Failure',
  'Connector Failure',
  'Needs Configuration',
  'Incomplete',
  'Configured',
  'Connected',
]

/** The group that a connector belongs to. */
export const groupOf = (row: ConnectorRow, by: Grouping): string => {
  switch (by) {
    case 'health':
      return row.badge
    case 'service-type':
      return row.serviceType ?? 'no service type'
    case 'kind':
      return row.managed ? 'managed' : 'self-managed'
    case 'none':
      return ''
  }
}

const place = (key: string): string => {
  const at = badges.indexOf(key)
  return at === -1 ? key : String(at)
}

/** Connectors as rows of a cluster, in groups where somebody wants them; the order within a group stays. */
export const groupRows = (
  cluster: string,
  rows: readonly ConnectorRow[],
  by: Grouping,
): (ConnectorNode | GroupNode)[] => {
  if (by === 'none') return rows.map((connector) => ({ kind: 'connector', cluster, connector }))
  const groups = Map.groupBy(rows, (row) => groupOf(row, by))
  return [...groups]
    .toSorted(([a], [b]) => (place(a) < place(b) ? -1 : 1))
    .map(([key, members]) => ({ kind: 'group', cluster, key, rows: members }))
}
