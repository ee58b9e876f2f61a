import { serverTime } from '../elasticsearch/server-time.ts'
import { counted } from '../lib/counted.ts'
import { type Examine, ok, warning } from './diagnosis.ts'

/** A clock that is off by more shows in times that people read; nothing of ours compares clocks. Milliseconds. */
export const skewed = 30_000

/** How far a clock is off. */
export const aheadWords = (milliseconds: number): string =>
  `${counted(Math.round(Math.abs(milliseconds) / 1000), 'second')} ${milliseconds > 0 ? 'ahead of' : 'behind'}`

/** Whether this machine and Elasticsearch agree about the time: how long ago something was is told by this one's. */
export const examineClock: Examine = async ({ es }, { clock }) => {
  const asked = clock.now().getTime()
  const ahead = asked - (await serverTime(es)).getTime()
  if (Math.abs(ahead) <= skewed) return [ok('clock', 'as that of Elasticsearch, to half a minute')]
  const found = `this machine is ${aheadWords(ahead)} Elasticsearch`
  return [warning('clock', `${found}: times are told that much wrong here`, 'Let both use NTP.')]
}
