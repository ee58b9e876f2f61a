import { isPatchbayError, type OperationSummary, type Runner, type Session } from '@patchbay/core'
import { planLines } from '../views/lines.ts'
import { asOneFile } from './as-one-file.ts'
import type { ConnectorState } from './connector-state.ts'
import type { Change } from './plan-changes.ts'

type Wanted = Pick<Change, 'operation' | 'input'>

/** A call of an operation, with what it will change. */
export interface PlannedCall {
  operation: OperationSummary
  input: Record<string, unknown>
  before: string
  after: string
  asks: boolean
  needsReason: boolean
}

/** What each call of a save will change, before anything is changed. */
export const planSave = async (
  { core, session }: { core: Runner; session: Session },
  { state, changes }: { state: ConnectorState; changes: readonly Wanted[] },
  refused: (error: unknown, input: Record<string, unknown>) => unknown = (error) => error,
): Promise<PlannedCall[]> => {
  const plan = async ({ operation: name, input }: Wanted): Promise<PlannedCall> => {
    const operation = core.operations.find((one) => one.name === name)
    if (operation === undefined) throw new Error(`There is no operation ${name}.`)
    try {
      const { before, after, asks, needsReason } = planLines(
        operation,
        await core.run(session, name, input, { dryRun: true }),
      )
      return { operation, input, before, after, asks, needsReason }
    } catch (error) {
      throw refused(error, input)
    }
  }
  const each: PlannedCall[] = []
  for (const change of changes) each.push(await plan(change))
  // Nothing is asked for, so each part goes by its own operation; or there is one part only.
  const isDraft = ({ operation }: PlannedCall): boolean => operation.name === 'rules.draft'
  const parts = each.filter((one) => !isDraft(one))
  if (parts.length < 2 || !parts.some(({ asks }) => asks)) return each
  const together = asOneFile(
    state,
    parts.map(({ operation: { name }, input }) => ({ operation: name, input })),
  )
  if (together === undefined) return each
  try {
    return [await plan(together), ...each.filter(isDraft)]
  } catch (error) {
    // Policy may want other approvers for a part than for a file as a whole: then each part asks its own.
    if (isPatchbayError(error) && error.code === 'policy.refused') return each
    throw error
  }
}
