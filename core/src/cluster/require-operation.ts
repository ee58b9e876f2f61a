import { PatchbayError } from '../errors.ts'
import { nearest } from '../lib/nearest.ts'
import type { OperationSummary } from '../operations/define-operation.ts'

/**
 * The name of an operation that people wrote as `api-key rotate` or `api-key.rotate`.
 * @throws PatchbayError `input.invalid` with the one that was meant.
 */
export const requireOperation = (catalogue: readonly OperationSummary[], operation: string): string => {
  const names = catalogue.map(({ name }) => name)
  const name = operation.trim().replace(/\s+/, '.')
  if (names.includes(name)) return name
  const close = nearest(name, names)
  throw new PatchbayError('input.invalid', `operation: there is no "${operation.slice(0, 60)}".`, {
    field: 'operation',
    next: close === undefined ? '`patchbay` lists them all.' : `Did you mean ${close}?`,
  })
}
