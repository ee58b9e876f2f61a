import type { Runner, Session } from '@patchbay/core'
import { z } from 'zod'
import { type Ground, resultOf } from '../tree/result-of.ts'

/** What a key of the editor is to allow. */
export type KeyRights = 'look' | 'operate'

const roleSchema = z.object({ body: z.string() })
const descriptorSchema = z.object({
  cluster: z.array(z.string()),
  indices: z.array(z.object({ names: z.array(z.string()), privileges: z.array(z.string()) }).loose()),
})

/** Elasticsearch lets no key make keys with privileges, and a vote with a key doesn't count. */
const neverByKey =
  /^(api-key|approval\.decide|connector\.(create|convert|attach-index|apply)|migration\.run|policy\.set|cluster)/

const operationsOf = ({ operations }: Runner, rights: KeyRights): string[] =>
  operations
    .filter(({ name, risk }) => (risk === 'read' || rights === 'operate') && !neverByKey.test(name))
    .map(({ name }) => name)

/**
 * Makes an API key of whoever signed in, with exactly what these operations need and for 90 days; the password is not
 * needed afterwards.
 */
export const makeOwnKey = async (ground: Ground, rights: KeyRights): Promise<string> => {
  const role = roleSchema.parse(
    await resultOf(ground, 'privilege.role', { operations: operationsOf(ground.core, rights) }),
  )
  const descriptor = descriptorSchema.parse(JSON.parse(role.body))
  const created = await ground.session.es.security.createApiKey({
    name: `patchbay-vscode-${rights}-${ground.session.actor.username}`,
    expiration: '90d',
    // Signing in asks the cluster what it is.
    role_descriptors: {
      'patchbay-vscode': {
        ...descriptor,
        cluster: [...new Set([...descriptor.cluster, 'monitor'])],
      } as RoleDescriptor,
    },
    metadata: { created_by: 'patchbay', for: 'vscode' },
  })
  return created.encoded
}

type CreateApiKey = Exclude<Parameters<Session['es']['security']['createApiKey']>[0], undefined>
type RoleDescriptor = Extract<CreateApiKey, { role_descriptors?: unknown }>['role_descriptors'] extends
  | Record<string, infer Descriptor>
  | undefined
  ? Descriptor
  : never
