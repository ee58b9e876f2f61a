import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { allOf, nothing } from '../privileges/required.ts'
import { memberGrants } from './patchbay-roles.ts'
import { requireOperation } from './require-operation.ts'
import { keyRequest, roleRequest } from './role-request.ts'

const input = z.strictObject({
  operations: z
    .array(z.string().min(1))
    .min(1)
    .max(100)
    .describe('what the role is to allow, such as api-key.rotate'),
  connector: z.string().min(1).optional().describe('only on this connector: id, name or index'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_@$. -]{0,506}$/, 'starts with a letter, a digit or "_"')
    .default('patchbay-custom')
    .describe('name of the role, or of the key'),
  apiKey: z
    .boolean()
    .optional()
    .describe(
      'write the request that makes an API key with these privileges, for a script, a build or a webhook',
    ),
})

export const showRole = defineOperation({
  name: 'privilege.role',
  version: 1,
  title: 'Show the role to create',
  summary:
    'Writes the role, or the API key, that allows the operations you name and nothing else, for an administrator to create.',
  risk: 'read',
  input,
  privileges: () => nothing,
  run:
    (deps: Pick<OperationDeps, 'catalogue' | 'privilegesOf'>) =>
    async (context, { operations, connector, name, apiKey }) => {
      const names = operations.map((operation) => requireOperation(deps.catalogue, operation))
      const needed = await Promise.all(names.map((one) => deps.privilegesOf(context, one, connector)))
      // Enough by itself: with what everybody needs who asks for anything.
      const grants = allOf(memberGrants(context.cluster.version), ...needed)
      const request = apiKey === true ? keyRequest(name, grants) : roleRequest(name, grants)
      return { role: name, allows: names, ...request }
    },
})
