import { counted, withCommas } from '../lib/counted.ts'
import { durationWords } from '../lib/duration.ts'
import type { JobType } from '../protocol/connector.ts'
import { listedPerSecond, type Written } from './written.ts'

interface OfSync {
  connectorId: string
  /** What people call the connector. */
  connector: string
  serviceType: string
  jobId: string
  kind: JobType
}

/** Of a job's ending what is told outside. */
interface Ended {
  status: string
  error: string | null
  unchanged: number
  excluded: number
}

/** What happens in a worker, for whoever runs it: log lines and metrics are made of this. Never a secret. */
export type WorkerEvent =
  | ({ is: 'sync-begun' } & OfSync)
  /** Every few seconds while a sync runs; the counts so far. */
  | ({ is: 'sync-progress'; written: Readonly<Written>; seconds: number } & OfSync)
  /** A sync that ran before this worker began, by whom, who may be dead; with each look. `left`: milliseconds. */
  | ({ is: 'sync-elsewhere'; who: string; left: number } & OfSync)
  /** A sync waits for somebody who gave no sign of life for longer than the living do; with each look. Milliseconds. */
  | ({ is: 'sync-waits'; who: string; still: number; left: number } & OfSync)
  | ({ is: 'sync-ended'; ending: Ended; written: Readonly<Written>; seconds: number } & OfSync)
  /** A look for work that went well. */
  | { is: 'round'; connectors: number; waiting: number }
  /** Something that can't go on for now. Said once, not with every look. */
  | { is: 'trouble'; message: string; connectorId?: string }
  /** What whoever started it wants to be known. */
  | { is: 'note'; message: string }

const aSync = (kind: JobType): string => `${kind === 'full' ? 'a' : 'an'} ${kind.replace('_', ' ')} sync`

/** The event in a line for a person; undefined for what would only fill the screen. */
export const lineOf = (event: WorkerEvent): string | undefined => {
  switch (event.is) {
    case 'sync-begun':
      return `${event.connector}: ${aSync(event.kind)} begins`
    case 'sync-elsewhere': {
      const { connector, kind, who, left } = event
      return `${connector}: ${aSync(kind)} is run by ${who}; should that be dead, this one takes over in about ${durationWords(left)}`
    }
    case 'sync-waits': {
      const { connector, kind, who, still, left } = event
      const silent = `${who}, which gave no sign of life for ${durationWords(still)}`
      return `${connector}: ${aSync(kind)} waits for ${silent}: unless it does, this worker takes over in about ${durationWords(left)}`
    }
    case 'sync-progress': {
      const { connector, seconds } = event
      const { listed, indexed, expected } = event.written
      const rate = seconds > 0 ? ` · ${withCommas(listedPerSecond(event.written, seconds))} a second` : ''
      const of = expected > listed ? ` of about ${withCommas(expected)}` : ''
      return `${connector}: ${withCommas(listed)}${of} so far · ${withCommas(indexed)} written${rate}`
    }
    case 'sync-ended': {
      const { connector, ending, written } = event
      const counts = `${withCommas(written.indexed)} written · ${withCommas(ending.unchanged)} unchanged · ${withCommas(written.deleted)} deleted`
      const refused = written.refused === 0 ? '' : ` · ${counted(written.refused, 'document')} refused`
      const text = written.withoutText === 0 ? '' : ` · ${counted(written.withoutText, 'file')} without text`
      const error = ending.error === null ? '' : ` · ${ending.error}`
      return `${connector}: ${ending.status} · ${counts}${refused}${text}${error}`
    }
    case 'note':
    case 'trouble':
      return event.message
    default:
      return undefined
  }
}

/** Lets through what a log holds: of a sync that runs, how far it is, once a minute; of one that others run, once what is to be said of them. */
export const forLog = (see: (event: WorkerEvent) => void): ((event: WorkerEvent) => void) => {
  const told = new Map<string, number>()
  const once = { 'sync-elsewhere': new Set<string>(), 'sync-waits': new Set<string>() }
  return (event) => {
    if (event.is === 'sync-begun') once['sync-waits'].delete(event.jobId)
    if (event.is === 'sync-waits' || event.is === 'sync-elsewhere') {
      if (once[event.is].has(event.jobId)) return
      once[event.is].add(event.jobId)
    }
    if (event.is === 'sync-ended') told.delete(event.jobId)
    if (event.is === 'sync-progress') {
      const minutes = Math.floor(event.seconds / 60)
      if (minutes <= (told.get(event.jobId) ?? 0)) return
      told.set(event.jobId, minutes)
    }
    see(event)
  }
}

/** Gives each event that a person would read as a line. */
export const toLines = (log: (line: string) => void): ((event: WorkerEvent) => void) =>
  forLog((event) => {
    const line = lineOf(event)
    if (line !== undefined) log(line)
  })
