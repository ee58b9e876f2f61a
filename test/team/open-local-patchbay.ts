import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { afterAll, beforeAll } from 'vitest'
import { type OpenPatchbay, openPatchbay } from './open-patchbay.ts'

const password = 'secret-of-elastic'

/** Patchbay on a local Elasticsearch of its own around the tests of a suite; the result reaches it from inside them. */
export const localPatchbay = (options: { version?: string } = {}): (() => OpenPatchbay) => {
  let close = () => Promise.resolve()
  let patchbay: OpenPatchbay | undefined
  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-connectors-'))
    const server = await startLocalElasticsearch({ dataDir, password, ...options })
    close = async () => {
      await server.close()
      await rm(dataDir, { recursive: true, force: true })
    }
    patchbay = await openPatchbay({ url: server.url, password, close })
  })
  afterAll(() => close())
  return () => {
    if (patchbay === undefined) throw new Error('Local Elasticsearch has not started.')
    return patchbay
  }
}
