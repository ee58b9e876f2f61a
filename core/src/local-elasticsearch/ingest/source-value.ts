import { illegalArgument } from '../http/common-errors.ts'
import type { IngestDocument } from './ingest-document.ts'

/** The value of a field that a processor works on; undefined where it is missing and may be. Throws 400. */
export const presentValue = (document: IngestDocument, field: string, ignoreMissing: boolean): unknown => {
  const value = document.get(field)
  if (value !== undefined && value !== null) return value
  if (ignoreMissing) return undefined
  const last = field.split('.').at(-1) ?? field
  throw illegalArgument(
    value === null
      ? `field [${field}] is null, cannot process it.`
      : `field [${last}] not present as part of path [${field}]`,
  )
}
