import { z } from 'zod'
import { counted } from '../lib/counted.ts'
import { type Examine, ok, warning } from './diagnosis.ts'

/** A clock that is off by more shows in times that people read; nothing of ours compares clocks. Milliseconds. */
export const skewed = 30_000

const tableSchema = z.tuple([z.object({ epoch: z.coerce.number() })])

/** Whether this machine and Elasticsearch agree about the time: how long ago something was is told by this one's. */
export const examineClock: Examine = async ({ es }, { clock }) => {
  const asked = clock.now().getTime()
  // Asked by its address: the extension is packed without the client's part for these tables.
  const table = { method: 'GET', path: '/_cat/health', querystring: { format: 'json', h: 'epoch' } }
  const [{ epoch }] = tableSchema.parse(await es.transport.request(table))
  // Elasticsearch says whole seconds.
  const ahead = asked - epoch * 1000
  if (Math.abs(ahead) <= skewed) return [ok('clock', 'as that of Elasticsearch, to half a minute')]
  const off = counted(Math.round(Math.abs(ahead) / 1000), 'second')
  const found = `this machine is ${off} ${ahead > 0 ? 'ahead of' : 'behind'} Elasticsearch`
  return [warning('clock', `${found}: times are told that much wrong here`, 'Let both use NTP.')]
}
