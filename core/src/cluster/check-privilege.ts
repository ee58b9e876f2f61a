import { z } from 'zod'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { allOf, nothing } from '../privileges/required.ts'
import { aboutConnector } from './about-connector.ts'
import { privilegeLines } from './privilege-lines.ts'
import { requireOperation } from './require-operation.ts'

const input = z.strictObject({
  operation: z.string().min(1).describe('the operation, such as api-key.rotate; * for all of them'),
  connector: aboutConnector,
})

/** What somebody may do and what not, asked in one go. */
const checkAll = async (
  { catalogue, privilegesOf }: Pick<OperationDeps, 'catalogue' | 'privilegesOf'>,
  context: Context,
) => {
  const needs = await Promise.all(
    catalogue.map(async ({ name }) => ({ name, required: await privilegesOf(context, name, undefined) })),
  )
  const everything = allOf(...needs.map(({ required }) => required))
  const { missing } = await checkPrivileges(context.es, everything, context.cluster.version)
  const rows = needs.map(({ name, required }) => ({
    operation: name,
    lacking: privilegeLines(required, missing)
      .filter(({ held }) => !held)
      .map(({ privilege, on }) => (on === 'the cluster' ? privilege : `${privilege} on ${on}`)),
  }))
  return {
    user: context.actor.username,
    allowed: rows.filter(({ lacking }) => lacking.length === 0).map((row) => row.operation),
    denied: rows.filter(({ lacking }) => lacking.length > 0),
  }
}

export const checkPrivilege = defineOperation({
  name: 'privilege.check',
  version: 1,
  title: 'Check privileges',
  summary: 'Says which privileges an operation needs, and which of them you have; or what you may do at all.',
  risk: 'read',
  input,
  privileges: () => nothing,
  run:
    (deps: Pick<OperationDeps, 'catalogue' | 'privilegesOf'>) =>
    async (context, { operation, connector }) => {
      if (operation === '*') return checkAll(deps, context)
      const name = requireOperation(deps.catalogue, operation)
      const required = await deps.privilegesOf(context, name, connector)
      const { all, missing } = await checkPrivileges(context.es, required, context.cluster.version)
      return {
        operation: name,
        user: context.actor.username,
        allThere: all,
        privileges: privilegeLines(required, missing),
      }
    },
})
