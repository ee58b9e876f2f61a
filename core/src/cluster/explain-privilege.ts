import { z } from 'zod'
import { hasStatus, PatchbayError } from '../errors.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { privilegeWords } from '../privileges/describe-missing.ts'
import { allOf, nothing } from '../privileges/required.ts'
import { aboutConnector } from './about-connector.ts'
import { privilegeLines } from './privilege-lines.ts'
import { requireOperation } from './require-operation.ts'
import { roleRequest } from './role-request.ts'

const input = z.strictObject({
  operation: z.string().min(1).describe('the operation, such as api-key.rotate'),
  connector: aboutConnector,
  user: z.string().min(1).optional().describe('whose privileges to look at, by run-as; your own by default'),
})

/** Versions at which Elasticsearch began to ask for something else. */
const turningPoints = ['8.12.0', '8.15.0', '8.17.0', '9.0.0']

const sessionOf = async ({ session }: Context, user: string | undefined) => {
  if (user === undefined || user === session.actor.username) return session
  return session.as(user).catch((error: unknown) => {
    if (!hasStatus(error, 401, 403)) throw error
    throw new PatchbayError('privilege.missing', `You may not look with the rights of "${user}".`, {
      field: 'user',
      next: 'Leave --user out, or ask an administrator for a role whose run_as names that user.',
      cause: error,
    })
  })
}

export const explainPrivilege = defineOperation({
  name: 'privilege.explain',
  version: 1,
  title: 'Explain privileges',
  summary:
    'Says what an operation needs, by version of the cluster, what is there, and which role would grant the rest.',
  risk: 'read',
  input,
  privileges: () => nothing,
  run:
    (deps: Pick<OperationDeps, 'catalogue' | 'privilegesOf'>) =>
    async (context, { operation, connector, user }) => {
      const name = requireOperation(deps.catalogue, operation)
      const { cluster } = context
      const session = await sessionOf(context, user)
      const needed = allOf(await deps.privilegesOf(context, name, connector))
      const { all, missing } = await checkPrivileges(session.es, needed, cluster.version)
      const wordsAt = async (version: string) => {
        const there = { ...context, cluster: { ...cluster, version } }
        return [...new Set(privilegeWords(allOf(await deps.privilegesOf(there, name, connector))))].join(
          ' · ',
        )
      }
      const here = await wordsAt(cluster.version)
      const versions = await Promise.all(
        turningPoints.map(async (version) => ({ from: version, needs: await wordsAt(version) })),
      )
      return {
        operation: name,
        user: session.actor.username,
        version: cluster.version,
        allThere: all,
        privileges: privilegeLines(needed, missing),
        elsewhere: versions.filter(({ needs }, i) => needs !== here && needs !== versions[i - 1]?.needs),
        role: all ? null : roleRequest(`patchbay-${name.replace('.', '-')}`, missing),
      }
    },
})
