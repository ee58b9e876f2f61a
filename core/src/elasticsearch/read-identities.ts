import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { type Identity, identitySchema } from '../protocol/identity.ts'

export type FoundIdentity = Identity & { id: string }

const hits = z.object({
  hits: z.object({
    total: z.object({ value: z.number() }),
    hits: z.array(z.object({ _id: z.string(), _source: identitySchema })),
  }),
})
const one = z.object({ _id: z.string(), _source: identitySchema })

/** The identities of an access control index; undefined when there is no such index yet. */
export const listIdentities = async (
  es: Client,
  index: string,
  page: { from: number; size: number },
): Promise<{ items: FoundIdentity[]; total: number } | undefined> => {
  try {
    const answer = hits.parse(
      await es.search({ index, query: { match_all: {} }, ...page, track_total_hits: true }),
    )
    return {
      items: answer.hits.hits.map(({ _id, _source }) => ({ ..._source, id: _id })),
      total: answer.hits.total.value,
    }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

/** One identity by its id, or undefined. */
export const getIdentity = async (
  es: Client,
  index: string,
  id: string,
): Promise<FoundIdentity | undefined> => {
  try {
    const { _id, _source } = one.parse(await es.get({ index, id }))
    return { ..._source, id: _id }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}
