import type { Words } from '../xcontent/values.ts'

export type SyncStatus =
  | 'canceled'
  | 'canceling'
  | 'completed'
  | 'error'
  | 'in_progress'
  | 'pending'
  | 'suspended'

export const syncStatus: Words<SyncStatus> = {
  name: 'ConnectorSyncStatus',
  values: ['canceling', 'canceled', 'completed', 'error', 'in_progress', 'pending', 'suspended'],
  anyCase: true,
}

export const syncJobType: Words<'access_control' | 'full' | 'incremental'> = {
  name: 'ConnectorSyncJobType',
  values: ['full', 'incremental', 'access_control'],
  anyCase: true,
}

export const triggerMethod: Words<'on_demand' | 'scheduled'> = {
  name: 'ConnectorSyncJobTriggerMethod',
  values: ['on_demand', 'scheduled'],
  anyCase: true,
}
