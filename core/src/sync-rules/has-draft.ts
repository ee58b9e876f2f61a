import { isDeepStrictEqual } from 'node:util'
import { ruleBasis, type SyncRules } from '../protocol/sync-rules.ts'

/** Whether activating the draft would change anything. */
export const hasDraft = ({ draft, active }: SyncRules): boolean =>
  !isDeepStrictEqual(ruleBasis(draft), ruleBasis(active))
