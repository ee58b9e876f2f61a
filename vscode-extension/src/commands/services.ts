import type { LogOutputChannel } from 'vscode'
import type { Connections } from '../connection/connections.ts'
import type { ConnectorTree } from '../tree/connector-tree.ts'
import type { Documents } from '../views/documents.ts'
import type { RunDocuments } from '../views/run-documents.ts'
import type { FollowedRuns } from './follow-runs.ts'

/** What the commands work with. */
export interface Services {
  connections: Connections
  documents: Documents
  tree: ConnectorTree
  runs: RunDocuments
  followed: FollowedRuns
  log: LogOutputChannel
}
