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

/** Sets the cluster up, makes its people with these passwords, and a key for its worker: encoded. */
export const makePeople = async (
  { url, password }: Superuser,
  passwords: Readonly<Record<Person, string>>,
): Promise<{ workerKey: Secret }> => {
  const elastic = await login(url, 'elastic', password)
  const answer = await createCore().run(elastic, 'cluster.setup', { service: 'worker' })
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
  const { service } = serviceKey.parse('result' in answer ? answer.result : undefined)
  return { workerKey: service.apiKey }
}
