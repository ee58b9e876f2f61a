import { expect } from 'vitest'
import { type Fault, faultCases } from './fault-cases.ts'
import type { OpenPatchbay } from './open-patchbay.ts'

const fileOf = (name: string): string => `
connectors:
  - name: ${name}
    configuration: { directory: /data }
    schedule: { full: every 6 hours }
    rules:
      basic:
        - { policy: exclude, field: name, rule: ends_with, value: .tmp }
  - name: ${name}-new
    serviceType: dir
    index: search-${name}-new
    configuration: { directory: /more }
    pipeline: { reduceWhitespace: false }
`

const fault: Fault = {
  operation: 'connector.apply',
  prepare: async ({ call, ada }, name) => {
    await call(ada, 'connector.create', {
      serviceType: 'dir',
      name,
      indexName: `search-${name}`,
      managed: false,
    })
    return { file: fileOf(name) }
  },
  check: async ({ core, ada, elastic }, name) => {
    const left = await core.run(ada, 'connector.apply', { file: fileOf(name) }, { dryRun: true })
    expect(left).toMatchObject({ state: 'planned', plan: { changes: [] } })
    await elastic.es.indices.refresh({ index: '.elastic-connectors-v1' })
    const { results } = await elastic.es.connector.list({ size: 1000 })
    expect(results.filter((connector) => connector.name === `${name}-new`)).toHaveLength(1)
  },
}

/** A file of two connectors, one there and one new, applied by a process that dies; `sample`: 1 stops each call. */
export const applyFaultCases = (opened: () => OpenPatchbay, sample: number): void =>
  faultCases(opened, { what: 'an apply', faults: [fault], sample })
