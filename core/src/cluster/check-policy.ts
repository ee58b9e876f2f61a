import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { readPolicy } from '../operations/read-policy.ts'
import { policySchema } from '../protocol/policy.ts'
import { findPolicyProblems } from './find-policy-problems.ts'
import { toReadPolicy } from './policy-privileges.ts'
import { readPeople, readSome } from './read-people.ts'
import { readServices } from './read-services.ts'

export const checkPolicy = defineOperation({
  name: 'policy.check',
  version: 1,
  title: 'Check policy',
  summary: 'Looks for lock-outs, too few approvers and approvers whom nobody is.',
  risk: 'read',
  input: z.strictObject({
    policy: policySchema
      .optional()
      .describe('a policy to check before it is set; the one in force by default'),
    among: z
      .array(z.string().min(1))
      .max(500)
      .optional()
      .describe('users to count where you may not read all of them, but act as these, as a bot does'),
  }),
  privileges: () => toReadPolicy,
  run:
    (deps: Pick<OperationDeps, 'catalogue'>) =>
    async (context, { policy: draft, among = [] }) => {
      const versions = await readPolicy(context.es)
      const newest = versions.at(-1) ?? versions[0]
      const all = await readPeople(context.session)
      const people = all.known || among.length === 0 ? all : await readSome(context.session, among)
      const services = await readServices(context.es)
      const policy = draft ?? newest.policy
      const rules = [...policy.rules, ...context.cluster.stricter]
      const problems = findPolicyProblems({ rules }, { operations: deps.catalogue, people, services })
      return {
        version: draft === undefined ? newest.n : null,
        ok: problems.length === 0,
        problems,
        notChecked: all.known ? null : `How many people could vote: ${all.why}.`,
        counted: people.known ? people.people.length : null,
      }
    },
})
