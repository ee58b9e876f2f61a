import { hasStatus, isPatchbayError } from '../errors.ts'
import type { Context, OperationDeps } from '../operations/define-operation.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'

export interface Finding {
  check: string
  state: 'ok' | 'warning' | 'problem'
  found: string
  /** What to do about it; null where nothing needs doing. */
  next: string | null
}

/** Looks at one thing; reads only. */
export type Examine = (
  context: Context,
  deps: Pick<OperationDeps, 'catalogue' | 'clock' | 'privilegesOf'> & {
    /** Of the whole cluster. */
    connectors: () => Promise<readonly ConnectorSummary[]>
  },
) => Promise<Finding[]>

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, next: null })
export const warning = (check: string, found: string, next: string): Finding => ({
  check,
  state: 'warning',
  found,
  next,
})
export const problem = (check: string, found: string, next: string): Finding => ({
  check,
  state: 'problem',
  found,
  next,
})

/** What can't be looked at is said, and hides none of the rest. */
export const examined = async (check: string, examine: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await examine()
  } catch (error) {
    if (hasStatus(error, 403)) {
      return [warning(check, 'not looked at: your roles do not allow it', 'Let an administrator run this.')]
    }
    if (!isPatchbayError(error)) throw error
    return [problem(check, error.message, error.next ?? 'Look at what it names.')]
  }
}
