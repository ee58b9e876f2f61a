import { elasticsearchConformance } from '../conformance/elasticsearch-conformance.ts'
import { whyNoRealElasticsearch } from '../real-elasticsearch/missing-tools.ts'
import { startRealWithConnectors } from '../real-elasticsearch/start-real-with-connectors.ts'

elasticsearchConformance({
  name: 'the real Elasticsearch',
  // For document- and field-level security, which a basic licence hasn't got.
  start: () => startRealWithConnectors({ trial: true }),
  skipped: whyNoRealElasticsearch(),
})
