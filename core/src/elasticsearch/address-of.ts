import type { Client } from '@elastic/elasticsearch'

/** Where a client sends its calls, without credentials: `https://cluster.example:9200`. */
export const addressOf = (es: Client): string | undefined => es.connectionPool.connections[0]?.url.origin
