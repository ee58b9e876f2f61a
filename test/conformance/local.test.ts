import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'
import { elasticsearchConformance } from './elasticsearch-conformance.ts'

elasticsearchConformance({
  name: 'local Elasticsearch',
  start: async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-conformance-'))
    const password = randomBytes(12).toString('hex')
    const local = await startLocalElasticsearch({ dataDir, password })
    const close = async () => {
      await local.close()
      await rm(dataDir, { recursive: true, force: true })
    }
    return { url: local.url, password, close }
  },
})
