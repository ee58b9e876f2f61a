import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import type { IndexTarget } from './index-target.ts'

/** To find an index by its connector, and what `more` says about it. Without an index: what any needs. */
export const toUseIndex = (
  found: IndexTarget | undefined,
  version: string,
  more: (index: string) => Required,
): Required => allOf(toReadConnectors(version), found === undefined ? nothing : more(found.index))
