import type { CurrentVersion } from '../store/document-table.ts'
import type { IndexRecord } from '../store/store.ts'
import { versionConflict } from './document-errors.ts'
import type { WriteCondition } from './write-condition.ts'

/**
 * The version that a write gets on top of the current one, a tombstone included.
 * Throws 409 `version_conflict_engine_exception` where the condition doesn't hold.
 */
export const nextVersion = (
  index: IndexRecord,
  id: string,
  current: CurrentVersion | undefined,
  condition: WriteCondition,
): number => {
  const { mustCreate, ifSeqNo, ifPrimaryTerm, version, versionType } = condition
  const live = current !== undefined && !current.deleted
  if (ifSeqNo !== undefined) {
    const required = `required seqNo [${ifSeqNo}], primary term [${ifPrimaryTerm}].`
    if (!live) throw versionConflict(index, id, `${required} but no document was found`)
    if (current.seqNo !== ifSeqNo || ifPrimaryTerm !== 1) {
      const has = `current document has seqNo [${current.seqNo}] and primary term [1]`
      throw versionConflict(index, id, `${required} ${has}`)
    }
  }
  if (mustCreate && live) {
    throw versionConflict(index, id, `document already exists (current version [${current.version}])`)
  }
  if (versionType === 'internal' || version === undefined) return (current?.version ?? 0) + 1
  if (current !== undefined) {
    const higher = `current version [${current.version}] is higher`
    if (versionType === 'external' && current.version >= version) {
      throw versionConflict(index, id, `${higher} or equal to the one provided [${version}]`)
    }
    if (versionType === 'external_gte' && current.version > version) {
      throw versionConflict(index, id, `${higher} than the one provided [${version}]`)
    }
  }
  return version
}
