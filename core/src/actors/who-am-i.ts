import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { nothing } from '../privileges/required.ts'

export const whoAmI = defineOperation({
  name: 'actor.whoami',
  version: 1,
  title: 'Who am I',
  summary: 'Shows who you are on this cluster, and what your login cannot do.',
  risk: 'read',
  input: z.strictObject({}),
  privileges: () => nothing,
  run:
    () =>
    async ({ actor, cluster }) => ({
      username: actor.username,
      realm: actor.realm,
      roles: [...actor.roles],
      signedInWith: actor.apiKey === undefined ? 'a user' : 'an API key',
      apiKey: actor.apiKey ?? null,
      cluster: cluster.name,
      version: cluster.version,
      cannot: actor.apiKey === undefined ? [] : ['make API keys for connectors', 'vote on approvals'],
    }),
})
