import { randomBytes } from 'node:crypto'
import { connect, createCore, openSession, Secret, type Session } from '@patchbay/core'
import { z } from 'zod'

/** Where a stack's Elasticsearch is, and the password of its superuser. */
export interface Superuser {
  url: string
  password: string
}

/** Who works on a local cluster: one asks, another approves. */
export const people = {
  ada: { roles: ['patchbay-operator'], does: 'operator' },
  grace: { roles: ['patchbay-approver'], does: 'approver' },
} as const

export type Person = keyof typeof people

export const newPassword = (): string => randomBytes(15).toString('base64url')

/** Signs in with a password. */
export const login = (url: string, username: string, password: string): Promise<Session> =>
  openSession('local', connect({ url, auth: { kind: 'basic', username, password: new Secret(password) } }))

const serviceKey = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })

/** Encoded API keys of a stack's services. */
export interface ServiceKeys {
  worker: Secret
  bot: Secret
}

/** Sets the cluster up, makes its people with these passwords, and keys for its worker and its bot. */
export const makePeople = async (
  { url, password }: Superuser,
  passwords: Readonly<Record<Person, string>>,
): Promise<ServiceKeys> => {
  const elastic = await login(url, 'elastic', password)
  const core = createCore()
  const keyOf = async (input: object): Promise<Secret> => {
    const answer = await core.run(elastic, 'cluster.setup', input)
    return serviceKey.parse('result' in answer ? answer.result : undefined).service.apiKey
  }
  const worker = await keyOf({ service: 'worker' })
  for (const username of ['ada', 'grace'] as const) {
    const { roles, does } = people[username]
    await elastic.es.security.putUser({
      username,
      password: passwords[username],
      roles: [...roles],
      full_name: `${username} (${does})`,
      refresh: true,
    })
  }
  return { worker, bot: await keyOf({ service: 'bot', runAs: Object.keys(people) }) }
}
