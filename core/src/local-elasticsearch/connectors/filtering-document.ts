import { z } from 'zod'

const rule = z.looseObject({ id: z.string(), order: z.number() })
const validation = z.looseObject({ state: z.string() })
const rules = z.looseObject({ advanced_snippet: z.unknown(), rules: z.array(rule), validation })
const filtering = z.array(z.looseObject({ active: rules, draft: rules })).min(1)

export type Filtering = z.infer<typeof filtering>[number]
export type FilteringRule = z.infer<typeof rule>

export const defaultRule = (createdAt: string, updatedAt = createdAt) => ({
  created_at: createdAt,
  field: '_',
  id: 'DEFAULT',
  order: 0,
  policy: 'include',
  rule: 'regex',
  updated_at: updatedAt,
  value: '.*',
})

export const newFiltering = (lastRule: FilteringRule, timestamp: string) => {
  const part = () => ({
    advanced_snippet: { created_at: timestamp, updated_at: timestamp, value: {} },
    rules: [{ ...lastRule }],
    validation: { errors: [], state: 'valid' },
  })
  return { active: part(), domain: 'DEFAULT', draft: part() }
}

/** The sync rules of a stored connector; a connector without any, from before they existed, has the default ones. */
export const filteringOf = (source: Record<string, unknown>, timestamp: string): Filtering[] => {
  const parsed = filtering.safeParse(source['filtering'])
  return parsed.success ? parsed.data : [newFiltering(defaultRule(timestamp), timestamp)]
}
