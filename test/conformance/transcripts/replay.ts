import { z } from 'zod'
import { basic } from '../cluster-under-test.ts'
import type { TestCluster } from '../cluster-under-test.ts'
import { Placeholders } from './placeholders.ts'
import type { RecordedRow } from './recorded-row.ts'

/** The users that the recording has beside its roles, each with the role of its name. */
const users = [
  'nobody',
  'monitor',
  'manage',
  'reader',
  'editor',
  'secret_writer',
  'secret_reader',
  'bot',
].map((name) => `rec_${name}`)
const password = 'recorded-password'

const newKey = z.object({ encoded: z.string() })

/** Replays rows in their order against one running server. Answers what differs, row by row; nothing when all is alike. */
export const createReplay = async (cluster: TestCluster) => {
  const placeholders = new Placeholders()
  const elastic = basic('elastic', cluster.password)
  let keys = 0

  const credentials = (recorded: string | null | undefined): string | undefined => {
    if (recorded === undefined) return elastic
    if (recorded === null) return undefined
    if (recorded === 'Basic <wrong password>') return basic('elastic', 'wrong-password')
    const user = /^Basic <(\w+)>$/.exec(recorded)?.[1]
    return user === undefined ? placeholders.fill(recorded) : basic(user, password)
  }

  for (const user of users) {
    await fetch(`${cluster.url}/_security/user/${user}`, {
      method: 'PUT',
      headers: { authorization: elastic, 'content-type': 'application/json' },
      body: JSON.stringify({ password, roles: [user] }),
    })
  }

  return async (row: RecordedRow): Promise<string[]> => {
    const { authorization, ...others } = row.headers
    const sent = credentials(authorization)
    const headers = {
      ...(row.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...Object.fromEntries(
        Object.entries(others).filter((entry): entry is [string, string] => entry[1] !== null),
      ),
      ...(sent === undefined ? {} : { authorization: sent }),
    }
    const body = typeof row.body === 'string' ? row.body : JSON.stringify(row.body)
    const answer = await fetch(cluster.url + placeholders.fill(row.path), {
      method: row.method,
      headers,
      ...(body === undefined ? {} : { body: placeholders.fill(body) }),
    })
    const text = await answer.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    const made = newKey.safeParse(parsed)
    if (made.success) placeholders.bind(`<key${++keys}>`, made.data.encoded)
    const status =
      answer.status === row.status ? [] : [`status is ${answer.status}, recorded was ${row.status}`]
    return [...status, ...placeholders.differences(row.response, parsed)]
  }
}
