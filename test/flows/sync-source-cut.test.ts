import { afterAll, beforeAll, describe } from 'vitest'
import { type ChangingSource, changingSources } from '../faults/changing-sources.ts'
import { type FaultGround, openFaultGround } from '../faults/open-fault-ground.ts'
import { sourceCutCases } from '../sync/source-cut-cases.ts'

// The same for three sources and in more places: test/faults/source-cuts.test.ts.
describe('a sync whose source breaks off', () => {
  let opened: FaultGround | undefined
  let source: ChangingSource | undefined
  beforeAll(async () => {
    opened = await openFaultGround()
    source = await changingSources['postgresql']?.open(opened.folder)
  })
  afterAll(async () => {
    await source?.close()
    await opened?.close()
  })
  sourceCutCases('postgresql', 2, async () => {
    if (opened === undefined || source === undefined) throw new Error('The servers have not started.')
    await source.put(new Map(Array.from({ length: 200 }, (_, n) => [n, `${n} words `.repeat(100)])))
    const connector = await opened.ground.connectorOf('postgresql', { ...source.values, retry_count: 0 })
    return { ground: opened.ground, connector, port: Number(source.values['port']) }
  })
})
