import { z } from 'zod'
import { roleDescriptor } from '../privileges/role-descriptor.ts'
import { contentPatterns } from './content-patterns.ts'
import { type Examine, type Finding, ok, problem, warning } from './diagnosis.ts'
import { setUpAgain } from './examine-set-up.ts'
import { patchbayRoles } from './patchbay-roles.ts'
import { roleDifferences, type StoredRole, storedRoleSchema } from './role-differences.ts'
import { serviceGrants, services } from './service-grants.ts'

const check = 'roles'
const rolesSchema = z.record(z.string(), z.unknown())

/** Of many the first, so that a line stays a line. */
const some = (privileges: readonly string[]): string =>
  privileges.length > 4
    ? `${privileges.slice(0, 4).join(', ')} and ${privileges.length - 4} more`
    : privileges.join(', ')

/** Whether the roles are there, and grant what this version of Patchbay would give them: no less and no more. */
export const examineRoles: Examine = async ({ es, cluster }) => {
  const wanted = Object.entries(patchbayRoles(cluster.version, await contentPatterns(es, undefined)))
  const there = rolesSchema.parse(await es.security.getRole())
  const missing = wanted.flatMap(([name]) => (Object.hasOwn(there, name) ? [] : [name]))
  const found: Finding[] = wanted.flatMap(([name, grants]) => {
    if (!Object.hasOwn(there, name)) return []
    const { lacks, beyond } = roleDifferences(storedRoleSchema.parse(there[name]), roleDescriptor(grants))
    return [
      ...(lacks.length === 0
        ? []
        : [
            problem(
              check,
              `${name} lacks ${some(lacks)}, which this version of Patchbay gives it`,
              setUpAgain,
            ),
          ]),
      ...(beyond.length === 0
        ? []
        : [warning(check, `${name} grants more than Patchbay gives it: ${some(beyond)}`, setUpAgain)]),
    ]
  })
  if (missing.length > 0) return [problem(check, `${missing.join(', ')} missing`, setUpAgain), ...found]
  return found.length > 0 ? found : [ok(check, wanted.map(([name]) => name).join(', '))]
}

const keysSchema = z.object({
  api_keys: z.array(
    z.object({
      id: z.string(),
      metadata: z
        .object({ created_by: z.literal('patchbay'), service: z.enum(services) })
        .optional()
        .catch(undefined),
      role_descriptors: z.unknown(),
    }),
  ),
})

const ownRoles = z.record(z.string(), storedRoleSchema).default({})

const united = (roles: readonly StoredRole[]): StoredRole => ({
  cluster: roles.flatMap(({ cluster }) => cluster),
  indices: roles.flatMap(({ indices }) => indices),
  run_as: [],
})

/** Keys of services that an older version made: they can't do what was added since. */
export const examineServiceKeys: Examine = async ({ es, cluster }) => {
  const { api_keys: keys } = keysSchema.parse(await es.security.getApiKey({ active_only: true }))
  return keys.flatMap(({ id, metadata, role_descriptors: roles }) => {
    if (metadata === undefined) return []
    const { service } = metadata
    const wanted = roleDescriptor(serviceGrants(service, cluster.version))
    const { lacks } = roleDifferences(united(Object.values(ownRoles.parse(roles))), wanted)
    return lacks.length === 0
      ? []
      : [
          warning(
            'service keys',
            `the key ${id} of a ${service} lacks ${some(lacks)}, which this version of Patchbay gives it`,
            `Make another, \`patchbay cluster setup --service ${service}\`, and invalidate this one.`,
          ),
        ]
  })
}
