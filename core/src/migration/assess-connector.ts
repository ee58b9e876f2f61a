import { counted } from '../lib/counted.ts'
import type { Connector } from '../protocol/connector.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { keyIdsOf } from '../steps/key-ids.ts'

export interface MigrationFacts {
  connector: Connector
  /** Sync jobs that wait or run. */
  openJobs: number
  /** Required configuration fields that are empty. */
  missing: readonly string[]
  /** Service types that Patchbay's own worker can read. */
  ours: readonly string[]
  /** Service types that a worker reads which checked in lately. */
  served: readonly string[]
}

export interface Assessment {
  connector: string
  id: string
  serviceType: string | null
  index: string | null
  ready: boolean
  /** Who can run it afterwards. */
  runBy: string
  /** What would leave it without syncs after the conversion. */
  blocks: string[]
  notes: string[]
  next: string
}

const elastic = "Elastic's connector service"

const blocksOf = ({ connector, missing }: MigrationFacts): string[] => [
  ...(connector.service_type ? [] : ['it has no service type, so nobody knows how to read its data source']),
  ...(connector.index_name
    ? []
    : [`it has no index: patchbay connector attach-index ${connector.id} --index-name …`]),
  ...(missing.length > 0 ? [`its configuration lacks ${missing.join(', ')}`] : []),
]

const notesOf = ({ connector, openJobs, ours, served }: MigrationFacts): string[] => {
  const type = connector.service_type ?? ''
  return [
    ...(openJobs > 0 ? [`${counted(openJobs, 'sync')} that waits or runs is canceled`] : []),
    ...(keyIdsOf(connector).apiKeyId === null
      ? ['it has no API key yet: it gets its first one']
      : ['its old API key and its connector secret end when the new key is collected']),
    ...(ours.includes(type)
      ? served.includes(type)
        ? []
        : ['no worker of Patchbay that reads it checked in lately: start one (patchbay worker)']
      : [`Patchbay's worker does not read ${type || 'it'}: ${elastic} must run it`]),
    ...(connector.status === 'error' || connector.last_sync_status === 'error'
      ? ['it fails today already: mend that first, or it fails afterwards too']
      : []),
  ]
}

/** What the conversion of one managed connector would mean; looks at nothing but the facts. */
export const assessConnector = (facts: MigrationFacts): Assessment => {
  const { connector, ours } = facts
  const blocks = blocksOf(facts)
  return {
    connector: connectorLabel(connector),
    id: connector.id,
    serviceType: connector.service_type ?? null,
    index: connector.index_name ?? null,
    ready: blocks.length === 0,
    runBy: ours.includes(connector.service_type ?? '') ? `patchbay worker, or ${elastic}` : elastic,
    blocks,
    notes: notesOf(facts),
    next:
      blocks.length === 0
        ? `patchbay connector convert ${connector.id}`
        : 'mend what stands under blocks first',
  }
}

/** The order to go in: what is ready before what is not, what Patchbay's worker takes over before the rest, by name. */
export const inOrder = (assessments: readonly Assessment[]): Assessment[] =>
  assessments.toSorted(
    (a, b) =>
      Number(b.ready) - Number(a.ready) ||
      Number(a.runBy === elastic) - Number(b.runBy === elastic) ||
      a.connector.localeCompare(b.connector),
  )
