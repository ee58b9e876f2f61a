import { z } from 'zod'
import { parseDuration } from '../lib/duration.ts'
import { policyHoursSchema } from './policy-hours.ts'

/** The index of the policy: one document a version, `_id` = its number. */
export const policyIndex = 'patchbay-policy'

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be like "30m", "4h" or "7d"')
const approver = z.string().regex(/^(role|user):.+$/, 'must be "role:NAME" or "user:NAME"')
const pattern = z.string().min(1).max(200)

/** How much an operation can break: what policy goes by. */
export const risks = ['read', 'routine', 'guarded', 'irreversible'] as const
export type Risk = (typeof risks)[number]

export const policyRuleSchema = z.strictObject({
  operations: z.array(pattern).min(1).describe('operation names; * stands for anything'),
  risk: z.enum(risks).optional(),
  connectors: z.array(pattern).optional().describe('connector names; * stands for anything'),
  serviceTypes: z.array(pattern).optional(),
  decision: z.enum(['now', 'ask', 'refuse']),
  votes: z.int().min(1).max(10).optional(),
  rejections: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('how many people must reject a request before that ends it; 1 by default'),
  approvers: z.array(approver).min(1).optional(),
  escalate: z
    .strictObject({
      after: duration.describe('how long a request may wait, such as "2h"'),
      approvers: z.array(approver).min(1).describe('who may vote from then on as well'),
    })
    .optional()
    .describe('others who may vote where nobody has decided for a while'),
  distinctGroups: z.boolean().optional(),
  signedIn: z.boolean().optional(),
  decideWithin: duration.optional(),
  executeWithin: duration.optional(),
  begins: z
    .union([z.literal('at-once'), z.literal('by-requester'), policyHoursSchema])
    .optional()
    .describe(
      'when an approved request begins: at-once (by default), by-requester: when its requester says so, or within hours',
    ),
  hours: policyHoursSchema.optional().describe('when the rule holds; always by default'),
  executeAs: z.union([z.literal('requester'), z.strictObject({ service: z.string() })]).optional(),
})
export type PolicyRule = z.input<typeof policyRuleSchema>

export const policySchema = z.strictObject({ rules: z.array(policyRuleSchema) })
export type Policy = z.input<typeof policySchema>

/** What setup writes as version 1. */
export const defaultPolicy: Policy = {
  rules: [
    { operations: ['*'], risk: 'guarded', decision: 'ask', votes: 1, approvers: ['role:patchbay-approver'] },
    {
      operations: ['*'],
      risk: 'irreversible',
      decision: 'ask',
      votes: 1,
      approvers: ['role:patchbay-approver'],
    },
  ],
}
