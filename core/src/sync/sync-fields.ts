import type { JobType } from '../protocol/connector.ts'

/** Where a connector says how its last sync ended, by the kind of sync. */
interface SyncFields {
  status: 'last_sync_status' | 'last_access_control_sync_status'
  error: 'last_sync_error' | 'last_access_control_sync_error'
  /** The time that was due last, where the clock asked for it. */
  scheduled:
    | 'last_sync_scheduled_at'
    | 'last_incremental_sync_scheduled_at'
    | 'last_access_control_sync_scheduled_at'
}

const ofContent = { status: 'last_sync_status', error: 'last_sync_error' } as const

export const syncFields: Readonly<Record<JobType, SyncFields>> = {
  full: { ...ofContent, scheduled: 'last_sync_scheduled_at' },
  incremental: { ...ofContent, scheduled: 'last_incremental_sync_scheduled_at' },
  access_control: {
    status: 'last_access_control_sync_status',
    error: 'last_access_control_sync_error',
    scheduled: 'last_access_control_sync_scheduled_at',
  },
}
