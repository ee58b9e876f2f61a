import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { readPolicy } from '../operations/read-policy.ts'
import { toReadPolicy } from './policy-privileges.ts'
import { policyLines } from './show-policy.ts'

export const getPolicy = defineOperation({
  name: 'policy.get',
  version: 1,
  title: 'Show policy',
  summary: 'Shows what needs an approval on this cluster, and whose.',
  risk: 'read',
  input: z.strictObject({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .describe('an earlier version; the one in force by default'),
  }),
  privileges: () => toReadPolicy,
  run:
    () =>
    async (context, { version }) => {
      const versions = await readPolicy(context.es)
      const newest = versions.at(-1) ?? versions[0]
      const asked = version === undefined ? newest : versions.find(({ n }) => n === version)
      if (asked === undefined) {
        throw new PatchbayError('target.not-found', `There is no version ${version} of the policy.`, {
          field: 'version',
          next: `Versions go up to ${newest.n}.`,
        })
      }
      return {
        version: asked.n,
        inForce: asked.n === newest.n,
        setBy: asked.by,
        at: asked.at,
        inWords: policyLines(asked.policy),
        stricterHere: policyLines({ rules: [...context.cluster.stricter] }).filter(
          () => context.cluster.stricter.length > 0,
        ),
        policy: asked.policy,
      }
    },
})
