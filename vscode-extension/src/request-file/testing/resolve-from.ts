import { parseRequestFile } from '../parse-request-file.ts'
import { resolveVariables } from '../resolve-variables.ts'
import type { ResolveVariable, VariableSources } from '../resolve-variables.ts'

/** Variables of these settings, and of nothing else. */
export const resolveFrom = (
  settings: Readonly<Record<string, string>> = {},
  sources: VariableSources = {},
): ResolveVariable =>
  resolveVariables(parseRequestFile(''), { settings: new Map(Object.entries(settings)), ...sources })
