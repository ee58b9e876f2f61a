import {
  connect,
  createCore,
  type Intercept,
  openSession,
  type Runner,
  Secret,
  type Session,
} from '@patchbay/core'
import type { Answer, Deps } from '@patchbay/core'
import { z } from 'zod'
import type { TestCluster } from '../conformance/cluster-under-test.ts'

/** A set-up cluster with the people of the README: ada runs connectors, grace and linus approve, eve may do nothing. */
export interface Team {
  core: Runner
  url: string
  elastic: Session
  ada: Session
  grace: Session
  linus: Session
  eve: Session
  /** Another process of the same person, whose calls can be made to fail. */
  login(username: string, intercept?: Intercept): Promise<Session>
  /** The session of an API key: a service's, or a person's own. */
  withKey(apiKey: Secret): Promise<Session>
  /** A managed connector with an index and a key of its own. */
  connectorWithKey(name: string): Promise<{ id: string; apiKeyId: string; secretId: string; index: string }>
}

/** Everybody's, but for elastic's. */
export const teamPassword = 'correct-horse-battery'
const people = {
  ada: ['patchbay-operator'],
  grace: ['patchbay-approver', 'makes-own-keys'],
  linus: ['patchbay-approver'],
  eve: ['only-looks'],
} as const

const withKeys = z.object({
  id: z.string(),
  index_name: z.string(),
  api_key_id: z.string(),
  api_key_secret_id: z.string(),
})

/** The result of a call that must be done. */
export const resultOf = (answer: Answer): unknown => {
  if (answer.state === 'done' || answer.state === 'read') return answer.result
  throw new Error(`The call is ${answer.state}.`)
}

/** The run of a call that left one. */
export const runOf = (answer: Answer): string => {
  if ('run' in answer) return answer.run
  throw new Error(`The call left no run: it is ${answer.state}.`)
}

/** Most cases are not about reasons: where one gives none, this is it. Requests and votes that need one are refused without. */
export const sayingWhy = (core: Runner): Runner => ({
  ...core,
  run: (...[session, name, input, options]) => {
    const why = { reason: 'the case wants it' }
    const asked = name === 'approval.decide' && typeof input === 'object' ? { ...why, ...input } : input
    return core.run(session, name, asked, { ...why, ...options })
  },
})

export const openTeam = async (cluster: TestCluster, deps: Partial<Deps> = {}): Promise<Team> => {
  const core = sayingWhy(createCore(deps))
  const open = (username: string, secret: string, intercept?: Intercept) =>
    openSession(
      'test',
      connect({
        url: cluster.url,
        auth: { kind: 'basic', username, password: new Secret(secret) },
        intercept,
      }),
    )

  const elastic = await open('elastic', cluster.password)
  await core.run(elastic, 'cluster.setup', {})
  await elastic.es.security.putRole({ name: 'makes-own-keys', cluster: ['manage_own_api_key'] })
  // Signing in asks what the cluster is, which needs this much.
  await elastic.es.security.putRole({ name: 'only-looks', cluster: ['monitor'] })
  for (const [username, roles] of Object.entries(people)) {
    await elastic.es.security.putUser({ username, password: teamPassword, roles: [...roles], refresh: true })
  }
  const login: Team['login'] = (username, intercept) => open(username, teamPassword, intercept)
  const [ada, grace, linus, eve] = [
    await login('ada'),
    await login('grace'),
    await login('linus'),
    await login('eve'),
  ]
  return {
    core,
    url: cluster.url,
    elastic,
    ada,
    grace,
    linus,
    eve,
    login,
    withKey: (apiKey) =>
      openSession('test', connect({ url: cluster.url, auth: { kind: 'api-key', apiKey } })),
    connectorWithKey: async (name) => {
      const made = await core.run(ada, 'connector.create', { serviceType: 'postgresql', name, managed: true })
      const { id } = z.object({ id: z.string() }).parse(resultOf(made))
      await core.run(ada, 'api-key.generate', { connector: id })
      const found = withKeys.parse(await ada.es.connector.get({ connector_id: id }))
      return { id, apiKeyId: found.api_key_id, secretId: found.api_key_secret_id, index: found.index_name }
    },
  }
}
