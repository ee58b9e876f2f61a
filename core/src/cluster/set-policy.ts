import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { readPolicy } from '../operations/read-policy.ts'
import { policySchema } from '../protocol/policy.ts'
import { appendPolicy } from './append-policy.ts'
import { findPolicyProblems, problemLines } from './find-policy-problems.ts'
import { toSetPolicy } from './policy-privileges.ts'
import { readPeople } from './read-people.ts'
import { readServices } from './read-services.ts'
import { policyLines } from './show-policy.ts'

const input = z.strictObject({
  policy: policySchema.describe('the whole policy: { "rules": [...] }'),
  replaces: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('the version that it was written from: refused when there is a newer one'),
})

const newerThan = (replaces: number | undefined, newest: { n: number; by: string }): void => {
  if (replaces === undefined || replaces === newest.n) return
  throw new PatchbayError(
    'elasticsearch.conflict',
    `The policy in force is version ${newest.n}, set by ${newest.by}.`,
    {
      field: 'replaces',
      next: 'Look at it with `patchbay policy get`, and write yours from that one.',
    },
  )
}

export const setPolicy = defineOperation({
  name: 'policy.set',
  version: 1,
  title: 'Set policy',
  summary: 'Says what needs an approval on this cluster, and whose.',
  risk: 'guarded',
  input,
  privileges: () => toSetPolicy,
  validate:
    () =>
    async (context, { replaces }) => {
      const versions = await readPolicy(context.es)
      newerThan(replaces, versions.at(-1) ?? versions[0])
    },
  plan:
    (deps: Pick<OperationDeps, 'catalogue'>) =>
    async (context, { policy }) => {
      const versions = await readPolicy(context.es)
      const newest = versions.at(-1) ?? versions[0]
      const before = policyLines(newest.policy)
      const next = policyLines(policy)
      const people = await readPeople(context.session)
      const services = await readServices(context.es)
      const problems = findPolicyProblems(policy, { operations: deps.catalogue, people, services })
      return {
        headline: `Set policy · version ${newest.n + 1}`,
        changes: [
          ...before
            .filter((line) => !next.includes(line))
            .map((line) => ({ what: 'rule', from: line, to: 'gone' })),
          ...next.filter((line) => !before.includes(line)).map((line) => ({ what: 'rule', to: line })),
        ],
        after: ['it holds for every run that has not begun to execute, also for those that were approved'],
        warnings: problemLines(problems).map(({ line }) => line),
      }
    },
  run:
    () =>
    async (context, { policy, replaces }) => {
      const { version } = await context.step('write', {
        choose: async () => {
          const versions = await readPolicy(context.es)
          const newest = versions.at(-1) ?? versions[0]
          newerThan(replaces, newest)
          return { version: newest.n + 1 }
        },
        run: async (chosen, earlier) => {
          const versions = await readPolicy(context.es)
          // An attempt whose answer was lost may have written it.
          const written = versions.find(
            ({ n, policy: stored }) =>
              earlier.some((choice) => choice.version === n) && isDeepStrictEqual(stored, policy),
          )
          if (written !== undefined) return { version: written.n }
          if ((await appendPolicy(context.es, chosen.version, policy)) === 'appended') return chosen
          throw new PatchbayError(
            'elasticsearch.conflict',
            `Somebody else set version ${chosen.version} just now.`,
            {
              next: 'Look at it with `patchbay policy get`; resume this run to put yours after it, or abandon it.',
            },
          )
        },
      })
      return { version }
    },
})
