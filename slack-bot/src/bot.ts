import type { Executor, OperationSummary, Runner, Secret } from '@patchbay/core'
import type { WebClient } from '@slack/web-api'
import type { OpenHomes } from './home/open-homes.ts'
import type { Notices } from './notices/create-notices.ts'
import type { NoticesOfCluster } from './notices/run-in-clusters.ts'
import type { Identities, ResolvePerson } from './identity/resolve-person.ts'
import type { Workspace } from './identity/workspace.ts'
import type { RunMessages } from './runs/keep-run-messages.ts'
import type { DrawRun } from './runs/draw-run.ts'
import type { LoadRun } from './runs/load-run.ts'

/** What the handlers of commands and clicks work with; each takes the part that it uses. */
export interface Bot {
  /** The name of the cluster that it works with. */
  cluster: string
  /** All clusters: by name, how somebody switches to one, and the notices of each. */
  clusters: {
    names: readonly string[]
    choose(user: string, cluster: string): Promise<void>
    notices(): readonly NoticesOfCluster[]
  }
  core: Runner
  /** For what a person waits for: short patience, no retries, never behind a queue. */
  interactive: WebClient
  resolvePerson: ResolvePerson
  identities: Identities
  workspace: Workspace
  /** What codes are signed with that link a person of Slack to a user. */
  linkKey(): Promise<Secret>
  messages: RunMessages
  loadRun: LoadRun
  drawRun: DrawRun
  /** `/connectors notices …` here, and muting from a card. */
  notices: Pick<Notices, 'run' | 'cardToMute' | 'mute'>
  homes: OpenHomes
  /** Carries out what was approved. */
  executor: Pick<Executor, 'lookAt'>
  /** The operations that may be started from Slack at all; no grant of Elasticsearch goes beyond it. */
  mayStart(operation: OperationSummary): boolean
  /** Milliseconds that somebody waits for one answer of Elasticsearch before they are told that there is none. */
  patience: number
  now(): Date
  /** What went wrong where nobody can be told. */
  log(problem: string, error: unknown): void
}
