import { elasticsearchConformance } from '../conformance/elasticsearch-conformance.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'

elasticsearchConformance({
  name: 'the real Elasticsearch',
  start: startRealWithConnectors,
  skipped: whyNoRealElasticsearch(),
})
