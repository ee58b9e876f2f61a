import { versionAtLeast } from './version-at-least.ts'
import type { Matcher } from './pattern.ts'
import { matcherOf } from './pattern.ts'

const always = ['.security*', '.connector-secrets*', '.async-search*', '.tasks*']
const since9 = ['.elastic-connectors*']

export interface RestrictedIndices {
  /** True for an index that a role reaches only with `allow_restricted_indices`. */
  has: Matcher
  patterns: readonly string[]
}

/** Connector indices became system indices with 9.0; those of security and secrets always were. */
export const restrictedIndices = (version: string): RestrictedIndices => {
  const patterns = versionAtLeast(version, '9.0.0') ? [...always, ...since9] : always
  return { patterns, has: matcherOf(patterns) }
}
