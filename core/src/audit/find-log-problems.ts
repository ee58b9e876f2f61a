import { z } from 'zod'
import { parseStoredEvent } from '../run-log/event.ts'
import type { StoredDocument } from '../run-log/read-every-event.ts'

export interface LogProblem {
  n: number
  /** `finding`: the log was tampered with or is damaged; `void`: written, and counts for nothing. */
  kind: 'finding' | 'void'
  problem: string
}

const isStamped = (source: unknown): boolean =>
  typeof source === 'object' && source !== null && '@timestamp' in source && 'by' in source

const copiesSchema = z.object({ run: z.unknown().optional(), n: z.unknown().optional() }).catch({})

/** Whoever searches, in Kibana say, sees the copies: one that isn't as the id has it is there to mislead. */
const misleads = (source: unknown, run: string, number: number): boolean => {
  const { run: copiedRun = run, n = number } = copiesSchema.parse(source)
  return copiedRun !== run || n !== number
}

/** What the documents of one run tell by themselves, without asking what policy made of them. */
export const findLogProblems = (run: string, documents: readonly StoredDocument[]): LogProblem[] => {
  const found: LogProblem[] = []
  let expected = 1
  let before: string | undefined
  for (const { n, version, source } of documents) {
    if (n > expected) {
      const missing = n - expected === 1 ? `event ${expected} is` : `events ${expected} to ${n - 1} are`
      found.push({
        n,
        kind: 'finding',
        problem: `${missing} missing: deleted, or ${n} was written too early`,
      })
    }
    expected = n + 1
    if (version > 1) {
      const times = version === 2 ? 'once' : `${version - 1} times`
      found.push({ n, kind: 'finding', problem: `it was written over ${times}` })
    }
    if (misleads(source, run, n))
      found.push({ n, kind: 'finding', problem: 'it says to be an event of another run or number' })
    const event = parseStoredEvent(n, source)
    if (event === undefined) {
      found.push(
        isStamped(source)
          ? { n, kind: 'void', problem: 'it is not an event' }
          : { n, kind: 'finding', problem: 'it has no stamp: it was written past the guard of the index' },
      )
      continue
    }
    if (before !== undefined && Date.parse(event.at) < Date.parse(before)) {
      found.push({ n, kind: 'finding', problem: 'its time is before that of the event in front of it' })
    }
    before = event.at
  }
  return found
}
