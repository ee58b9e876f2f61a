import type { RunContext } from '../operations/define-operation.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { privilegeWords } from '../privileges/describe-missing.ts'
import { roleDescriptor } from '../privileges/role-descriptor.ts'
import { PatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { type Service, serviceGrants } from './service-grants.ts'

/** The key of a service on its way to whoever starts it: shown once, stored nowhere. */
export interface ServiceKey {
  service: Service
  apiKeyId: string
  apiKey: Secret
}

/** Makes a key with exactly the rights of a service, and tries it. Each call makes another; earlier ones stay valid. */
export const issueServiceKey = async (
  context: RunContext,
  { service, runAs }: { service: Service; runAs: readonly string[] },
): Promise<ServiceKey> => {
  const { es, run, session } = context
  const { version } = context.cluster
  const grants = serviceGrants(service, version)
  let apiKey = new Secret('')
  const { apiKeyId } = await context.step('service-key', {
    run: async () => {
      const created = await es.security.createApiKey({
        name: `patchbay-${service}`,
        role_descriptors: {
          [`patchbay-${service}`]: {
            ...roleDescriptor(grants),
            ...(runAs.length === 0 ? {} : { run_as: [...runAs] }),
          },
        },
        metadata: { created_by: 'patchbay', service, run },
      })
      apiKey = new Secret(created.encoded)
      const { all, missing } = await checkPrivileges(session.connectAs(apiKey), grants, version)
      if (all) return { apiKeyId: created.id }
      await es.security.invalidateApiKey({ ids: [created.id] })
      throw new PatchbayError(
        'privilege.missing',
        `The key for the ${service} would lack ${privilegeWords(missing).join(', ')}, because you lack it.`,
        { next: 'Set the cluster up as an administrator who holds all of it.' },
      )
    },
  })
  return { service, apiKeyId, apiKey }
}
