import { PatchbayError } from '../../errors.ts'

export interface Named<T extends { name: string } = { name: string }> {
  found: readonly T[]
  /** Names that the configuration has; undefined: all. */
  wanted: readonly string[] | undefined
  partOf: (name: string) => string
}

/** The names in the field `tables`, where it doesn't stand for all. */
export const namesIn = (tables: readonly string[]): string[] | undefined =>
  tables.includes('*') ? undefined : [...new Set(tables)]

/** Parts that the configuration names and nothing has. */
export const missingParts = ({ found, wanted = [], partOf }: Named): string[] =>
  wanted.filter((name) => !found.some((table) => table.name === name)).map(partOf)

/** @throws PatchbayError `source.refused` where the configuration names tables that are not there. */
export const requireNamed = (named: Named): void => {
  const missing = missingParts(named)
  if (missing.length === 0) return
  const all = missing.map((part) => `"${part}"`).join(', ')
  throw new PatchbayError('source.refused', `There is no table ${all} that the user may read.`, {
    field: 'tables',
    next: "Correct tables in the connector's configuration, or grant SELECT.",
  })
}
