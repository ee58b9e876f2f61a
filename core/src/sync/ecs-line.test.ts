import { describe, expect, it } from 'vitest'
import { ecsLine } from './ecs-line.ts'
import { forLog } from './worker-event.ts'
import { goOnCounting, nothingWritten } from './written.ts'

const about = { name: 'w1', now: new Date('2026-11-25T10:00:00Z') }
const sync = {
  connectorId: 'c1',
  connector: 'products',
  serviceType: 'dir',
  jobId: 'j1',
  kind: 'full',
} as const

describe('a log line in the Elastic Common Schema', () => {
  it('says what happened, to what, and how it went', () => {
    const ending = {
      status: 'error',
      error: 'The line was cut.',
      unchanged: 3,
      excluded: 0,
      skipped: [],
    } as const
    const line = ecsLine(
      { is: 'sync-ended', ...sync, ending, written: nothingWritten(), seconds: 1.5 },
      about,
    )
    expect(JSON.parse(line ?? '')).toMatchObject({
      '@timestamp': '2026-11-25T10:00:00.000Z',
      'log.level': 'error',
      message: 'products: error · 0 written · 3 unchanged · 0 deleted · The line was cut.',
      event: { action: 'sync-ended', outcome: 'failure', duration: 1_500_000_000 },
      labels: { connector_id: 'c1', job_id: 'j1', status: 'error' },
      error: { message: 'The line was cut.' },
    })
  })

  it('tells of a sync that runs how far it is, once a minute', () => {
    const lines: string[] = []
    const see = forLog((event) => lines.push(ecsLine(event, about) ?? ''))
    const written = { ...nothingWritten(), listed: 1_200_000, expected: 3_000_000, indexed: 5_000 }
    for (const seconds of [5, 59, 60, 65, 119, 121]) see({ is: 'sync-progress', ...sync, written, seconds })
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      'products: 1,200,000 of about 3,000,000 so far · 5,000 written · 20,000 a second',
      'products: 1,200,000 of about 3,000,000 so far · 5,000 written · 9,917 a second',
    ])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      'log.level': 'info',
      patchbay: { listed: 1_200_000, expected: 3_000_000 },
    })
  })

  it('counts what an earlier attempt listed, and not as its own speed', () => {
    const lines: string[] = []
    const see = forLog((event) => lines.push(ecsLine(event, about) ?? ''))
    const written = { ...nothingWritten(), indexed: 2_000, expected: 10_000 }
    const left = { excluded: 5, refused: 1, refusals: [], withoutText: 0, textProblems: [], skipped: [] }
    goOnCounting(written, { at: {}, index: 'i', mark: '', time: '', unchanged: 1_994, ...left })
    written.listed += 600
    see({ is: 'sync-progress', ...sync, written, seconds: 60 })
    expect(JSON.parse(lines[0] ?? '').message).toBe(
      'products: 4,600 of about 10,000 so far · 2,000 written · 10 a second',
    )
  })

  it('tells once that a sync waits for somebody who may be dead, and again only after it has run', () => {
    const lines: string[] = []
    const see = forLog((event) => lines.push(ecsLine(event, about) ?? ''))
    const waits = { is: 'sync-waits', ...sync, who: 'the worker w2 at the index i' } as const
    for (const still of [24_000, 25_000]) see({ ...waits, still, left: 60_000 - still })
    see({ ...waits, jobId: 'j2', who: 'another service', still: 120_000, left: 180_000 })
    see({ is: 'sync-begun', ...sync })
    see({ ...waits, still: 30_000, left: 30_000 })
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      'products: a full sync waits for the worker w2 at the index i, which gave no sign of life for 24 s: unless it does, this worker takes over in about 36 s',
      'products: a full sync waits for another service, which gave no sign of life for 2 min: unless it does, this worker takes over in about 3 min',
      'products: a full sync begins',
      expect.stringContaining('30 s'),
    ])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ 'log.level': 'warn', labels: { job_id: 'j1' } })
    const elsewhere = { is: 'sync-elsewhere', ...sync, who: 'another worker', left: 60_000 } as const
    for (const event of [elsewhere, elsewhere]) see(event)
    expect(lines.slice(4).map((line) => JSON.parse(line))).toMatchObject([
      {
        'log.level': 'info',
        message:
          'products: a full sync is run by another worker; should that be dead, this one takes over in about 1 min',
      },
    ])
  })

  it('is one line whatever the text, and none for what would only fill the log', () => {
    const line = ecsLine({ is: 'trouble', message: 'one\ntwo' }, about) ?? ''
    expect(line.includes('\n')).toBe(false)
    expect(JSON.parse(line)).toMatchObject({ message: 'one\ntwo', 'log.level': 'warn' })
    expect(ecsLine({ is: 'round', connectors: 1, waiting: 0 }, about)).toBeUndefined()
  })
})
