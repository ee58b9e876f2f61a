import { type ConnectorSummary, jobTypes } from './connector.ts'
import { parseSchedule } from './schedule.ts'

/** When a connector next syncs by its schedules; undefined when none is on, or none can be read. */
export const nextSync = (
  { scheduling }: Pick<ConnectorSummary, 'scheduling'>,
  after: Date,
): Date | undefined => {
  const times = jobTypes.flatMap((kind) => {
    const schedule = scheduling?.[kind]
    if (schedule?.enabled !== true) return []
    try {
      return parseSchedule(schedule.interval).next(after) ?? []
    } catch {
      // Somebody else may have stored what is no schedule: no service runs it either.
      return []
    }
  })
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0]
}
