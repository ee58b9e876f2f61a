import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'

// Serves the data directory of the first argument until it is killed, and says where on stdout.
const [dataDir = ''] = process.argv.slice(2)
const es = await startLocalElasticsearch({ dataDir, password: 'changeme' })
process.stdout.write(`${es.url}\n`)
