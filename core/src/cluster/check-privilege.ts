import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { nothing, type Required } from '../privileges/required.ts'
import { requireOperation } from './require-operation.ts'

const input = z.strictObject({
  operation: z.string().min(1).describe('the operation, such as api-key.rotate'),
  connector: z
    .string()
    .min(1)
    .optional()
    .describe('what it would act on: id, name or index; without it: any'),
})

/** One line a privilege: where it is needed, and whether it is there. */
const lines = (required: Required, missing: Required) => {
  const lacking = new Set([
    ...missing.cluster,
    ...missing.index.flatMap(({ names, privileges }) => privileges.map((one) => `${one} on ${names.join()}`)),
  ])
  const cluster = [...new Set(required.cluster)].map((privilege) => ({
    privilege,
    on: 'the cluster',
    held: !lacking.has(privilege),
  }))
  const index = required.index.flatMap(({ names, privileges }) =>
    names.flatMap((on) =>
      privileges.map((privilege) => ({ privilege, on, held: !lacking.has(`${privilege} on ${on}`) })),
    ),
  )
  const unique = new Map([...cluster, ...index].map((line) => [`${line.privilege} on ${line.on}`, line]))
  return [...unique.values()]
}

export const checkPrivilege = defineOperation({
  name: 'privilege.check',
  version: 1,
  title: 'Check privileges',
  summary: 'Says which privileges an operation needs, and which of them you have.',
  risk: 'read',
  input,
  privileges: () => nothing,
  run:
    (deps: Pick<OperationDeps, 'catalogue' | 'privilegesOf'>) =>
    async (context, { operation, connector }) => {
      const name = requireOperation(deps.catalogue, operation)
      const required = await deps.privilegesOf(context, name, connector)
      const { all, missing } = await checkPrivileges(context.es, required, context.cluster.version)
      return {
        operation: name,
        user: context.actor.username,
        allThere: all,
        privileges: lines(required, missing),
      }
    },
})
