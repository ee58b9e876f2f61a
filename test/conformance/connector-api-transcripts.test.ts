import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differingRows } from './transcripts/differing-rows.ts'
import { recordedRows } from './transcripts/recorded-row.ts'
import { createReplay } from './transcripts/replay.ts'

const password = 'recorded-elastic'

describe('the recorded Connector API, row by row', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-transcripts-'))
  let local: Awaited<ReturnType<typeof startLocalElasticsearch>>
  let replay: Awaited<ReturnType<typeof createReplay>>

  beforeAll(async () => {
    local = await startLocalElasticsearch({ dataDir, version: '8.19.21', password })
    replay = await createReplay({ ...local, password })
  })
  afterAll(async () => {
    await local.close()
    rmSync(dataDir, { recursive: true })
  })

  it.each(recordedRows())('$n $method $path: $status', async (row) => {
    const differences = await replay(row)
    if (row.n in differingRows && differences.length === 0) {
      throw new Error(`Row ${row.n} matches now: take it off the list.`)
    }
    expect(row.n in differingRows ? [] : differences).toEqual([])
  })
})
