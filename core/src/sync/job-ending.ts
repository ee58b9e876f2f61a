import { z } from 'zod'
import { hasStatus, isPatchbayError } from '../errors.ts'
import type { JsonObject } from '../lib/json.ts'
import { counted, withCommas } from '../lib/counted.ts'
import type { HeldDeletes } from '../protocol/job-notes.ts'
import type { Listed, SkippedPart } from './copy-documents.ts'
import type { Written } from './written.ts'

/** How a job ended. `lost`: another worker has it, so nothing is written about it. */
export interface Ending {
  status: 'completed' | 'error' | 'canceled' | 'suspended' | 'lost'
  error: string | null
  /** Documents in the index afterwards, where that is known. */
  total?: number | undefined
  unchanged: number
  /** Documents that sync rules left out. */
  excluded: number
  skipped: readonly SkippedPart[]
  /** Deletes that wait for somebody's word. */
  held?: HeldDeletes | undefined
  /** What the connector remembers of a sync that left nothing out. */
  cursor?: JsonObject | undefined
}

interface RanThrough {
  written: Written
  total?: number
  held: HeldDeletes | undefined
  connectorId: string
}

/** The end of a sync that ran through: one that had to leave something out says so, and is no clean one. */
export const endingOf = (listed: Listed, { written, total, held, connectorId }: RanThrough): Ending => {
  const unlisted = listed.skipped.filter(({ expected }) => !expected)
  const [part] = unlisted
  const [refusal] = written.refusals
  const faults = [
    ...(part
      ? [
          `${counted(unlisted.length, 'part')} of the source could not be read and kept ${unlisted.length === 1 ? 'its' : 'their'} documents: ${part.part}, since ${part.reason}.`,
        ]
      : []),
    ...(refusal
      ? [
          `${counted(written.refused, 'document')} could not be written: ${refusal.id}, since ${refusal.reason}.`,
        ]
      : []),
    ...(held
      ? [
          `It would delete ${withCommas(held.deletes)} of ${counted(held.of, 'document')}, so it deleted none: look at the data source and at the sync rules, then \`patchbay sync confirm-deletes ${connectorId}\` lets them go.`,
        ]
      : []),
  ]
  const error = faults.length === 0 ? null : `The sync left something out. ${faults.join(' ')}`
  const { unchanged, excluded, skipped, cursor } = listed
  return {
    status: error === null ? 'completed' : 'error',
    error,
    total,
    unchanged,
    excluded,
    skipped,
    held,
    cursor,
  }
}

/** What went wrong, in one sentence, and what to do about it. */
const words = (error: unknown, index: string): string => {
  if (hasStatus(error, 403)) {
    return `The connector's API key may not write to ${index}: ${error.reason}. Make another with \`patchbay api-key rotate\`.`
  }
  if (error instanceof z.ZodError)
    return 'Elasticsearch answered in a form that is not known. Look at its version.'
  if (!(error instanceof Error)) return String(error)
  return isPatchbayError(error) && error.next !== undefined ? `${error.message} ${error.next}` : error.message
}

/** The end of a sync that something stopped. */
export const endingAfter = (error: unknown, index: string): Ending => {
  const none = { unchanged: 0, excluded: 0, skipped: [] }
  const code = isPatchbayError(error) ? error.code : undefined
  if (code === 'canceled') return { ...none, status: 'suspended', error: null }
  if (code === 'sync.canceled') return { ...none, status: 'canceled', error: null }
  if (code === 'sync.lease-lost') return { ...none, status: 'lost', error: words(error, index) }
  return { ...none, status: 'error', error: words(error, index) }
}
