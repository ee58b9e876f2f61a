import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { requestsOf } from '../run-log/requests-of.ts'
import type { Stamp } from '../run-log/event.ts'

/** Somebody asked to link an account, or to end that: what the first event of the run says. */
export interface LinkRequest {
  name: 'actor.link' | 'actor.unlink'
  account: string
  /** Of a link. */
  code: string
  run: string
  by: Stamp
  at: string
}

const inputSchema = z.object({ account: z.string(), code: z.string().default('') })

/** What was asked about one account, or about all of them, oldest first. Both operations wait until a search sees them. */
export const readLinkRequests = async (es: Client, account?: string): Promise<LinkRequest[]> => {
  const requests = await requestsOf(es, { operations: ['actor.link', 'actor.unlink'], target: account })
  return requests.flatMap(({ operation: name, input, run, by, at }) => {
    const asked = inputSchema.safeParse(input)
    if (!asked.success || (name !== 'actor.link' && name !== 'actor.unlink')) return []
    return [{ ...asked.data, name, run, by, at }]
  })
}
