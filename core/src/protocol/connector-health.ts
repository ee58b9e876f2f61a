import { withCommas } from '../lib/counted.ts'
import type { ConnectorSummary } from './connector.ts'
import type { SyncJob } from './sync-job.ts'

/** How a connector is, from best to worst. */
export const healthGrades = ['good', 'unfinished', 'warning', 'bad'] as const
export type HealthGrade = (typeof healthGrades)[number]

export interface HealthFinding {
  grade: HealthGrade
  /** Stable, for scripts: `sync-failed`. */
  code: string
  what: string
  next: string
}

export interface Health {
  /** Kibana's own badge for the connector, so that both can be compared. */
  badge: string
  grade: HealthGrade
  findings: HealthFinding[]
}

type HealthJob = Pick<
  SyncJob,
  | 'id'
  | 'job_type'
  | 'status'
  | 'created_at'
  | 'started_at'
  | 'completed_at'
  | 'last_seen'
  | 'total_document_count'
>

/** What Elasticsearch knows of the API key that a connector names. */
export interface KeyFacts {
  /** False where it was invalidated, or is gone. */
  valid: boolean
  /** Milliseconds since 1970; null where it doesn't end. */
  ends: number | null
  /** Undefined where that can't be told. */
  opensIndex: boolean | undefined
}

export interface HealthFacts {
  connector: ConnectorSummary
  /** Required configuration fields that are empty. */
  missing: readonly string[]
  /** Its newest jobs, newest first. */
  jobs: readonly HealthJob[]
  /** Undefined where the index is not there or may not be counted. */
  documents: number | undefined
  /** Undefined where the caller may not look. */
  indexThere: boolean | undefined
  /** Fields of the index, and how many it may have; undefined where that isn't known. */
  fields?: { count: number; limit: number } | undefined
  /** Undefined where it names none, or the caller may not see it. */
  key: KeyFacts | undefined
  now: Date
}

const minute = 60_000
/** Kibana calls a connector failed when it didn't check in for this long. */
const silentFor = 30 * minute
const waitsTooLong = 5 * minute
const stuckAfter = 5 * minute
const keyEndsSoon = 14 * 24 * 60 * minute
const fullSyncTooOld = 7 * 24 * 60 * minute
/** Documents that an index may lack before anybody is told: deletes by hand, or a sync that just ended. */
const mayLack = 0.01
const fieldsNearlyAll = 0.9

const since = (at: string | null | undefined, now: Date): number | undefined =>
  at == null ? undefined : now.getTime() - Date.parse(at)

const isSilent = ({ last_seen: seen }: ConnectorSummary, now: Date): boolean =>
  (since(seen, now) ?? 0) > silentFor

/** The badge as Kibana works it out, in its order. */
export const kibanaBadge = (connector: ConnectorSummary, now: Date): string => {
  const { status } = connector
  if (status === 'created' || status === 'needs_configuration') return 'Needs Configuration'
  if (
    connector.last_sync_status === 'error' ||
    connector.last_access_control_sync_status === 'error' ||
    connector.last_sync_error != null ||
    connector.last_access_control_sync_error != null
  )
    return 'Sync Failure'
  if (isSilent(connector, now) || status === 'error') return 'Connector Failure'
  if (!connector.index_name) return 'Incomplete'
  return status === 'configured' ? 'Configured' : 'Connected'
}

type Rule = (facts: HealthFacts) => HealthFinding | undefined

const unconfigured: Rule = ({ connector: { id, status }, missing }) =>
  missing.length === 0 && status !== 'created' && status !== 'needs_configuration'
    ? undefined
    : {
        grade: 'unfinished',
        code: 'unconfigured',
        what:
          missing.length === 0 ? 'it is not configured yet' : `its configuration lacks ${missing.join(', ')}`,
        next: `patchbay connector configure ${id} --set ${missing[0] ?? 'FIELD'}=…`,
      }

const withoutIndex: Rule = ({ connector: { id, index_name: index } }) =>
  index
    ? undefined
    : {
        grade: 'unfinished',
        code: 'no-index',
        what: 'it has no index to write to',
        next: `patchbay connector attach-index ${id} --index-name …`,
      }

const withoutKey: Rule = ({ connector }) =>
  connector.api_key_id || !connector.index_name || !connector.is_native
    ? undefined
    : {
        grade: 'unfinished',
        code: 'no-key',
        what: 'it has no API key',
        next: `patchbay api-key generate ${connector.id}`,
      }

const inError: Rule = ({ connector: { id, error, status } }) =>
  status === 'error'
    ? {
        grade: 'bad',
        code: 'connector-error',
        what: error ? `it shows an error: ${error}` : 'it is in the status error',
        next: `mend what it names, then patchbay connector clear-error ${id}`,
      }
    : undefined

const syncFailed: Rule = ({ connector }) => {
  const error = connector.last_sync_error ?? connector.last_access_control_sync_error
  const failed = [connector.last_sync_status, connector.last_access_control_sync_status].includes('error')
  return failed || error != null
    ? {
        grade: 'bad',
        code: 'sync-failed',
        what: `its last sync failed${error == null ? '' : `: ${error}`}`,
        next: `patchbay sync list --connector ${connector.id}`,
      }
    : undefined
}

const nobodyRunsIt: Rule = ({ connector, jobs, now }) => {
  const waiting = jobs.find(({ status }) => status === 'pending' || status === 'suspended')
  const asked = waiting?.status === 'suspended' ? waiting.last_seen : undefined
  const age = since(asked ?? waiting?.created_at, now) ?? 0
  const seen = since(connector.last_seen, now)
  if (waiting === undefined || age < waitsTooLong) return undefined
  if (seen !== undefined && seen <= silentFor && seen < age) return undefined
  return {
    grade: 'bad',
    code: 'nobody-runs-it',
    what:
      waiting.status === 'pending'
        ? 'a sync waits, and no worker has checked in since it was asked for'
        : 'a sync was suspended, and no worker has checked in since to go on with it',
    next: `start one: patchbay worker${connector.is_native ? '' : ', whose connectorKeysFile has its key'}; patchbay worker list shows those that live`,
  }
}

const silent: Rule = ({ connector, now }) =>
  isSilent(connector, now)
    ? {
        grade: 'warning',
        code: 'silent',
        what: 'no worker has checked in for over 30 minutes',
        next: 'start a worker (patchbay worker), or look at the log of the one that ran it',
      }
    : undefined

const stuck: Rule = ({ connector, jobs, now }) => {
  const running = jobs.find(({ status }) => status === 'in_progress' || status === 'canceling')
  if (running !== undefined && (since(running.last_seen ?? running.started_at, now) ?? 0) > stuckAfter) {
    return {
      grade: 'bad',
      code: 'sync-stuck',
      what: 'a sync runs, and its worker has said nothing for over 5 minutes',
      next: `the next worker takes it up; or patchbay sync cancel ${running.id}`,
    }
  }
  return running === undefined && connector.last_sync_status === 'in_progress'
    ? {
        grade: 'warning',
        code: 'stuck-without-job',
        what: 'it says that a sync runs, and there is no such sync',
        next: `patchbay sync start ${connector.id} puts that right`,
      }
    : undefined
}

const documentsMissing: Rule = ({ connector, jobs, documents, indexThere }) => {
  const last = jobs.find(({ job_type: kind }) => kind !== 'access_control')
  if (last?.status !== 'completed') return undefined
  if (indexThere === false) {
    return {
      grade: 'bad',
      code: 'index-missing',
      what: `its last sync was fine, and the index ${connector.index_name ?? ''} is gone`,
      next: `patchbay sync start ${connector.id} makes it anew`,
    }
  }
  const expected = last.total_document_count
  if (documents === undefined || expected == null || documents >= expected * (1 - mayLack)) return undefined
  return {
    grade: 'warning',
    code: 'documents-missing',
    what: `its last sync counted ${withCommas(expected)} documents, and ${withCommas(documents)} are there`,
    next: `patchbay sync start ${connector.id} copies what is missing`,
  }
}

const fieldsNearlyFull: Rule = ({ connector: { index_name: index }, fields }) => {
  if (fields === undefined || fields.count < fields.limit * fieldsNearlyAll) return undefined
  return {
    grade: 'warning',
    code: 'fields-nearly-full',
    what: `${index ?? 'its index'} has ${fields.count} of ${fields.limit} fields that it may have; then it refuses documents with new ones`,
    next: 'leave fields out at the data source, or raise index.mapping.total_fields.limit of the index',
  }
}

const days = (milliseconds: number): string => {
  const whole = Math.floor(milliseconds / (24 * 60 * minute))
  return whole === 0 ? 'today' : whole === 1 ? 'in 1 day' : `in ${whole} days`
}

const keyEnds: Rule = ({ connector: { id }, key, now }) => {
  if (key === undefined) return undefined
  const next = `patchbay api-key rotate ${id} gives it a new one`
  const left = (key.ends ?? Infinity) - now.getTime()
  if (!key.valid || left <= 0)
    return {
      grade: 'bad',
      code: 'key-dead',
      what: key.valid ? 'its API key has expired' : 'its API key was invalidated, or is gone',
      next,
    }
  return left > keyEndsSoon
    ? undefined
    : { grade: 'warning', code: 'key-ending', what: `its API key ends ${days(left)}`, next }
}

const keyForOtherIndex: Rule = ({ connector: { id, index_name: index }, key }) =>
  key?.valid === true && key.opensIndex === false
    ? {
        grade: 'bad',
        code: 'key-for-other-index',
        what: `its API key does not open ${index ?? 'its index'}`,
        next: `patchbay api-key rotate ${id} gives it one that does`,
      }
    : undefined

const fullSyncOld: Rule = ({ connector, jobs, now }) => {
  if (connector.scheduling?.incremental?.enabled !== true) return undefined
  const full = jobs.find(({ job_type: kind, status }) => kind === 'full' && status === 'completed')
  const age = since(full?.completed_at, now)
  if (age !== undefined && age <= fullSyncTooOld) return undefined
  return {
    grade: 'warning',
    code: 'full-sync-old',
    what: 'it syncs incrementally, which may not see deletions, and no full sync ended in the last 7 days',
    next: `patchbay sync start ${connector.id}, or schedule full syncs`,
  }
}

const rules: readonly Rule[] = [
  unconfigured,
  withoutIndex,
  withoutKey,
  inError,
  syncFailed,
  nobodyRunsIt,
  stuck,
  silent,
  keyEnds,
  keyForOtherIndex,
  documentsMissing,
  fieldsNearlyFull,
  fullSyncOld,
]

const worst = (findings: readonly HealthFinding[]): HealthGrade =>
  healthGrades.findLast((grade) => findings.some((finding) => finding.grade === grade)) ?? 'good'

/** Kibana's badge, and what it misses, each with what to do next. Looks at nothing but the facts. */
export const healthOf = (facts: HealthFacts): Health => {
  const findings = rules.flatMap((rule) => rule(facts) ?? [])
  return { badge: kibanaBadge(facts.connector, facts.now), grade: worst(findings), findings }
}
