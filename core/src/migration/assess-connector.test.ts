import { describe, expect, it } from 'vitest'
import { connectorSchema } from '../protocol/connector.ts'
import { assessConnector, inOrder, type MigrationFacts } from './assess-connector.ts'

const facts = (document: object = {}, more: Partial<MigrationFacts> = {}): MigrationFacts => ({
  connector: connectorSchema.parse({
    id: 'c',
    name: 'products',
    service_type: 'postgresql',
    index_name: 'search-products',
    api_key_id: 'k',
    is_native: true,
    status: 'connected',
    ...document,
  }),
  openJobs: 0,
  missing: [],
  ours: ['postgresql', 'dir'],
  served: ['postgresql'],
  ...more,
})

describe('what a migration means for a connector', () => {
  it('is ready where all is there, and says what ends', () => {
    expect(assessConnector(facts())).toMatchObject({
      ready: true,
      blocks: [],
      runBy: "patchbay worker, or Elastic's connector service",
      notes: ['its old API key and its connector secret end when the new key is collected'],
      next: 'patchbay connector convert c',
    })
  })

  it('is held up by what would leave it without syncs', () => {
    const { ready, blocks } = assessConnector(
      facts({ service_type: null, index_name: null }, { missing: ['host'] }),
    )
    expect(ready).toBe(false)
    expect(blocks).toHaveLength(3)
  })

  it('names who must run it, jobs that are lost, a worker that is not there, and old failures', () => {
    const { notes, runBy } = assessConnector(
      facts({ service_type: 'jira', last_sync_status: 'error' }, { openJobs: 2 }),
    )
    expect(runBy).toBe("Elastic's connector service")
    expect(notes.join('\n')).toMatch(/2 syncs .*canceled[^]*does not read jira[^]*fails today/)
    expect(assessConnector(facts({}, { served: [] })).notes.join('\n')).toContain('no worker of Patchbay')
  })

  it('goes from what is ready and ours to what is not', () => {
    const [a, b, c, d] = [
      assessConnector(facts({ name: 'b' })),
      assessConnector(facts({ name: 'a' })),
      assessConnector(facts({ name: 'a', service_type: 'jira' })),
      assessConnector(facts({ name: 'a' }, { missing: ['host'] })),
    ]
    expect(inOrder([d, c, a, b].flatMap((one) => one ?? []))).toEqual([b, a, c, d])
  })
})
