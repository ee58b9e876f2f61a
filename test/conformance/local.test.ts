import { elasticsearchConformance } from './elasticsearch-conformance.ts'
import { startLocalCluster } from './on-cluster.ts'

elasticsearchConformance({ name: 'local Elasticsearch', start: startLocalCluster })
