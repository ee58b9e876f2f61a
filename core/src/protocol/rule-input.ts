import { z } from 'zod'
import { ruleOperators, rulePolicies } from './sync-rules.ts'

/** One basic sync rule as people write it. */
export const ruleInputSchema = z.strictObject({
  policy: z.enum(rulePolicies).describe('what happens to a document that matches'),
  field: z.string().trim().min(1).max(500).describe('a field of the document'),
  rule: z.enum(ruleOperators).describe('how its value is compared'),
  value: z
    .union([z.string(), z.number(), z.boolean()])
    .transform(String)
    .pipe(z.string().min(1))
    .describe('what it is compared with'),
  order: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('the first match decides; by default the place in the list'),
  id: z.string().min(1).max(200).optional().describe('keeps a rule the same rule when it is changed'),
})
export type RuleInput = z.infer<typeof ruleInputSchema>
