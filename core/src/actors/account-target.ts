import { PatchbayError } from '../errors.ts'
import type { TargetKind } from '../operations/define-operation.ts'
import { accountSchema } from '../protocol/account.ts'

/** The input field that names an account, the same in each operation. */
export const accountField = accountSchema.describe('the account, as provider:id: slack:TEAM:USER')

/** An account outside Elasticsearch: nothing to look up. */
export const accountTarget: TargetKind<string> = {
  noun: 'account',
  field: 'account',
  find: async (_context, value) => {
    const parsed = accountSchema.safeParse(value)
    if (parsed.success) return parsed.data
    throw new PatchbayError('input.invalid', 'account: must be provider:id, such as slack:TEAM:USER.', {
      field: 'account',
    })
  },
  id: (account) => account,
  label: (account) => account,
  facts: () => ({}),
}
