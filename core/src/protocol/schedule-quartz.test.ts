import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isPatchbayError } from '../errors.ts'
import { nextRuns, parseSchedule } from './schedule.ts'

/** Recorded from the Quartz library by `test/fixtures/quartz/record.sh`: expression, start, the next three times. */
const table = join(import.meta.dirname, '../../../test/fixtures/quartz/table.tsv')
const rows = readFileSync(table, 'utf8').trim().split('\n')

const outcome = (expression: string, from: string): string => {
  try {
    const runs = nextRuns(parseSchedule(expression), new Date(`${from}Z`), 3)
    const times = runs.map((run) => run.toISOString().slice(0, 19))
    return (times.length < 3 ? [...times, 'never'] : times).join()
  } catch (error) {
    return isPatchbayError(error) ? 'refused' : String(error)
  }
}

describe('a schedule', () => {
  it('means what the Quartz library makes of it, for thousands of expressions', () => {
    const different = rows.filter((row) => {
      const [expression = '', from = '', expected] = row.split('\t')
      return outcome(expression, from) !== expected
    })
    expect(rows.length).toBe(3_000)
    expect(different).toEqual([])
  })
})
