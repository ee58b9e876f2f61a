import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'

const tableSchema = z.tuple([z.object({ epoch: z.coerce.number() })])

/** What Elasticsearch's clock says, to the second. */
export const serverTime = async (es: Client): Promise<Date> => {
  // Asked by its address: the extension is packed without the client's part for these tables.
  const table = { method: 'GET', path: '/_cat/health', querystring: { format: 'json', h: 'epoch' } }
  const [{ epoch }] = tableSchema.parse(await es.transport.request(table))
  return new Date(epoch * 1000)
}
