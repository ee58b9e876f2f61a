/** How rows are put together under a cluster. */
export type Grouping = 'none' | 'health' | 'service-type' | 'kind'
export type Order = 'index' | 'name' | 'service-type' | 'status' | 'last-synced'

/** A row of the tree. Its id is unique in the whole tree, or VS Code drops the level. */
export type Node =
  | { kind: 'cluster'; cluster: string }
  | { kind: 'group'; cluster: string; key: string; rows: readonly ConnectorRow[] }
  | { kind: 'connector'; cluster: string; connector: ConnectorRow }
  | { kind: 'part'; cluster: string; connector: ConnectorRow; part: Part }
  | { kind: 'job'; cluster: string; connector: ConnectorRow; job: JobRow }
  | { kind: 'approvals'; cluster: string; runs: readonly RunRow[] }
  | { kind: 'run'; cluster: string; run: RunRow }
  | { kind: 'more'; cluster: string; after: number; total: number }
  | { kind: 'message'; cluster: string; text: string; detail?: string; action?: Action; under?: Node }

/** What a click on a message does. */
export type Action = 'retry' | 'sign-in' | 'start' | 'create' | 'clear-filter'

export interface ConnectorRow {
  id: string
  name: string | null
  serviceType: string | null
  managed: boolean
  index: string | null
  status: string
  /** As Kibana calls its health. */
  badge: string
  lastSync: string | null
  lastSynced: string | null
  nextSync: string | null
  error: string | null
}

export interface RunRow {
  run: string
  state: string
  title: string
  target: string | null
  requester: string | null
  /** It waits for whoever is signed in: to vote, to run it or to take the key. */
  forMe: boolean
}

export interface JobRow {
  id: string
  connector: string
  kind: string
  status: string
  created: string
  completed: string | null
  indexedDocuments: number
  deletedDocuments: number
  /** How far it is, while it runs. */
  soFar?: string | undefined
  error: string | null
}

/** What a connector has, and the operation that shows it. */
export interface Part {
  /** Names the part in the conditions of menus. */
  name: string
  label: string
  icon: string
  operation: string
  detail: string
  /** Newest first; only the part of the sync jobs has them. */
  jobs?: readonly JobRow[]
}

export const labelOf = ({ id, name }: Pick<ConnectorRow, 'id' | 'name'>): string => name ?? id

export const idOf = (node: Node): string => {
  switch (node.kind) {
    case 'connector':
      return `${node.cluster}/connector/${node.connector.id}`
    case 'part':
      return `${node.cluster}/connector/${node.connector.id}/${node.part.name}`
    case 'group':
      return `${node.cluster}/group/${node.key}`
    case 'job':
      return `${node.cluster}/job/${node.job.id}`
    case 'run':
      return `${node.cluster}/run/${node.run.run}`
    case 'more':
      return `${node.cluster}/more/${node.after}`
    case 'message':
      return `${node.under === undefined ? node.cluster : idOf(node.under)}/message/${node.text}`
    case 'cluster':
    case 'approvals':
      return `${node.cluster}/${node.kind}`
  }
}
