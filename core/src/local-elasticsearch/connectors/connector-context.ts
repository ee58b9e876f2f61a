import type { DocumentStore } from './document-store.ts'
import type { VersionRules } from './version-rules.ts'

/** What every endpoint stands on. */
export interface ConnectorContext {
  store: DocumentStore
  rules: VersionRules
  /** The time as Elasticsearch writes it: `2026-01-31T12:00:00.000Z`. */
  timestamp: () => string
}

export const connectorsIndex = '.elastic-connectors-v1'
export const syncJobsIndex = '.elastic-connectors-sync-jobs-v1'
export const secretsIndex = '.connector-secrets-1'
