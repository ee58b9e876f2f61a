import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HealthFacts, type KeyFacts, healthGrades, healthOf, kibanaBadge } from './connector-health.ts'
import { connectorSchema } from './connector.ts'
import { syncJobSchema } from './sync-job.ts'

const now = new Date('2026-11-24T12:00:00Z')
const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString()

const connector = (more: object = {}) =>
  connectorSchema.parse({
    id: 'c',
    name: 'products',
    index_name: 'search-products',
    is_native: true,
    api_key_id: 'k',
    status: 'connected',
    last_seen: ago(1),
    last_sync_status: 'completed',
    ...more,
  })
const job = (more: object = {}) =>
  syncJobSchema.parse({
    id: 'j',
    status: 'completed',
    created_at: ago(10),
    completed_at: ago(5),
    total_document_count: 100,
    connector: { id: 'c' },
    ...more,
  })
const key = (more: Partial<KeyFacts> = {}): KeyFacts => ({
  valid: true,
  ends: null,
  opensIndex: true,
  ...more,
})
const facts = (more: Partial<HealthFacts> = {}): HealthFacts => ({
  connector: connector(),
  missing: [],
  jobs: [job()],
  documents: 100,
  indexThere: true,
  key: key(),
  now,
  ...more,
})
const codes = (more: Partial<HealthFacts>): string[] => healthOf(facts(more)).findings.map(({ code }) => code)

describe('the health of a connector', () => {
  it('is good where nothing is wrong', () => {
    expect(healthOf(facts())).toEqual({ badge: 'Connected', grade: 'good', findings: [] })
  })

  it.each<[string, Partial<HealthFacts>]>([
    ['unconfigured', { missing: ['host'] }],
    ['fields-nearly-full', { fields: { count: 900, limit: 1000 } }],
    ['no-index', { connector: connector({ index_name: null }) }],
    ['no-key', { connector: connector({ api_key_id: null }) }],
    ['connector-error', { connector: connector({ status: 'error', error: 'boom' }) }],
    ['sync-failed', { connector: connector({ last_sync_status: 'error', last_sync_error: 'boom' }) }],
    [
      'nobody-runs-it',
      { connector: connector({ last_seen: null }), jobs: [job({ status: 'pending', created_at: ago(6) })] },
    ],
    [
      'nobody-runs-it',
      {
        connector: connector({ last_seen: ago(9) }),
        jobs: [job({ status: 'suspended', last_seen: ago(6) })],
      },
    ],
    ['sync-stuck', { jobs: [job({ status: 'in_progress', started_at: ago(9), last_seen: ago(6) })] }],
    ['stuck-without-job', { connector: connector({ last_sync_status: 'in_progress' }) }],
    ['silent', { connector: connector({ last_seen: ago(31) }) }],
    ['index-missing', { indexThere: false, documents: undefined }],
    ['documents-missing', { documents: 98 }],
    ['key-dead', { key: key({ valid: false }) }],
    ['key-dead', { key: key({ ends: now.getTime() }) }],
    ['key-for-other-index', { key: key({ opensIndex: false }) }],
    ['key-ending', { key: key({ ends: now.getTime() + 13 * 86_400_000 }) }],
    [
      'full-sync-old',
      {
        connector: connector({ scheduling: { incremental: { enabled: true, interval: '0 0 * * * ?' } } }),
        jobs: [job({ completed_at: ago(8 * 24 * 60) })],
      },
    ],
  ])('says %s, and what to do', (code, more) => {
    const { findings, grade } = healthOf(facts(more))
    expect(findings.map((finding) => finding.code)).toEqual([code])
    expect(findings[0]?.next).not.toBe('')
    expect(grade).not.toBe('good')
  })

  it('leaves a sync alone that waits for its turn while the connector checks in', () => {
    const jobs = [job({ status: 'pending', created_at: ago(20) })]
    expect(codes({ connector: connector({ last_seen: ago(2) }), jobs })).toEqual([])
    expect(
      codes({
        connector: connector({ last_seen: null }),
        jobs: [job({ status: 'pending', created_at: ago(2) })],
      }),
    ).toEqual([])
  })

  it('never claims that documents are missing where nobody may count', () => {
    expect(codes({ documents: undefined, indexThere: undefined })).toEqual([])
  })

  it('is as bad as its worst finding, whatever the facts', () => {
    const minutes = fc.integer({ min: 0, max: 100_000 })
    const stored = fc.record({
      status: fc.constantFrom('created', 'needs_configuration', 'configured', 'connected', 'error'),
      last_sync_status: fc.option(fc.constantFrom('completed', 'error', 'in_progress', 'canceled')),
      last_seen: minutes.map(ago),
      index_name: fc.option(fc.constant('search-x')),
    })
    fc.assert(
      fc.property(stored, minutes, (document, documents) => {
        const { grade, findings } = healthOf(facts({ connector: connector(document), documents }))
        const worst = Math.max(0, ...findings.map((finding) => healthGrades.indexOf(finding.grade)))
        expect(healthGrades.indexOf(grade)).toBe(worst)
      }),
    )
  })
})

describe("Kibana's badge", () => {
  it.each([
    [{ status: 'created', last_sync_status: 'error' }, 'Needs Configuration'],
    [{ last_sync_error: 'x' }, 'Sync Failure'],
    [{ last_access_control_sync_status: 'error' }, 'Sync Failure'],
    [{ last_seen: ago(31) }, 'Connector Failure'],
    [{ status: 'error' }, 'Connector Failure'],
    [{ index_name: null }, 'Incomplete'],
    [{ status: 'configured' }, 'Configured'],
    // Never seen is not old.
    [{ last_seen: null }, 'Connected'],
  ])('of %j is %s', (more, badge) => {
    expect(kibanaBadge(connector(more), now)).toBe(badge)
  })
})
