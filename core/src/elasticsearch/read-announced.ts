import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { durationWords } from '../lib/duration.ts'
import { leasesIndex } from '../protocol/patchbay-indices.ts'
import { serverTime } from './server-time.ts'

const announced = z.object({
  name: z.string(),
  host: z.string(),
  state: z.enum(['running', 'stopped']),
  /** By the clock of whoever announced it. */
  last_seen: z.string(),
  /** By that of Elasticsearch. */
  '@timestamp': z.string().optional(),
})

/** A worker or a service of Patchbay, as it announced itself. */
export interface Announced {
  name: string
  host: string
  /** `silent`: it didn't say that it stops, and is late. */
  state: 'running' | 'stopped' | 'silent'
  lastSeen: string
  /** Milliseconds since then. Elasticsearch's clock alone counts: that of another machine may be wrong, and ours too. */
  age: number
  /** Milliseconds by which its clock is ahead of Elasticsearch's. */
  ahead: number
}

/** What people read of whether somebody lives. */
export const stateWords = ({ state, age }: Announced): string =>
  state === 'silent' ? `not seen for ${durationWords(age)}` : state

/** What people call it: a name that holds its host already says it once. */
export const announcedName = ({ name, host }: Announced): string =>
  name.startsWith(host) ? name : `${name} on ${host}`

interface Kind<More> {
  kind: string
  /** Whoever lives announces itself again and again; one that is this late has died. Milliseconds. */
  late: number
  /** What the kind tells besides. */
  more: z.ZodType<More>
}

/** Everybody of a kind who ever announced themselves, the newest announcement first, with what the kind tells besides. */
export const readAnnounced = async <More>(
  es: Client,
  { kind, late, more }: Kind<More>,
): Promise<(Announced & { more: More })[]> => {
  const answerSchema = z.object({
    hits: z.object({ hits: z.array(z.object({ _source: z.unknown() })) }),
  })
  const now = (await serverTime(es)).getTime()
  const { hits } = answerSchema.parse(
    await es.search({
      index: leasesIndex,
      query: { term: { kind: { value: kind } } },
      sort: [{ _seq_no: { order: 'desc' } }],
      size: 1000,
    }),
  ).hits
  return hits.map(({ _source }) => {
    const { name, host, state, last_seen: own, '@timestamp': stamped = own } = announced.parse(_source)
    const [age, ahead] = [now - Date.parse(stamped), Date.parse(own) - Date.parse(stamped)]
    const isLate = state === 'running' && age > late
    return {
      name,
      host,
      state: isLate ? 'silent' : state,
      lastSeen: stamped,
      age,
      ahead,
      more: more.parse(_source),
    }
  })
}
