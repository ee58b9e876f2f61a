import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { leasesIndex } from '../protocol/patchbay-indices.ts'

/** Whoever lives announces itself again and again; one that is this late has died, or its clock is wrong. Milliseconds. */
const late = 120_000

const announced = z.object({
  name: z.string(),
  host: z.string(),
  state: z.enum(['running', 'stopped']),
  last_seen: z.string(),
})

/** A worker or a service of Patchbay, as it announced itself. */
export interface Announced {
  name: string
  host: string
  /** `silent`: it didn't say that it stops, and is late. */
  state: 'running' | 'stopped' | 'silent'
  lastSeen: string
}

/** Everybody of a kind who ever announced themselves, the newest announcement first, with what the kind tells besides. */
export const readAnnounced = async <More>(
  es: Client,
  { kind, now, more }: { kind: string; now: Date; more: z.ZodType<More> },
): Promise<(Announced & { more: More })[]> => {
  const answerSchema = z.object({
    hits: z.object({ hits: z.array(z.object({ _source: z.unknown() })) }),
  })
  const { hits } = answerSchema.parse(
    await es.search({
      index: leasesIndex,
      query: { term: { kind: { value: kind } } },
      sort: [{ last_seen: { order: 'desc', unmapped_type: 'date' } }],
      size: 1000,
    }),
  ).hits
  return hits.map(({ _source }) => {
    const { name, host, state, last_seen } = announced.parse(_source)
    const isLate = state === 'running' && now.getTime() - Date.parse(last_seen) > late
    return { name, host, state: isLate ? 'silent' : state, lastSeen: last_seen, more: more.parse(_source) }
  })
}
