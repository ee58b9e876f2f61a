import { illegalArgument, validationFailed } from '../http/common-errors.ts'
import { longParameter } from '../http/query-parameters.ts'

export type VersionType = 'internal' | 'external' | 'external_gte'

/** Under which condition a write counts. */
export interface WriteCondition {
  /** Refuse when there is a document. */
  mustCreate: boolean
  ifSeqNo: number | undefined
  ifPrimaryTerm: number | undefined
  version: number | undefined
  versionType: VersionType
}

export const unconditional: WriteCondition = {
  mustCreate: false,
  ifSeqNo: undefined,
  ifPrimaryTerm: undefined,
  version: undefined,
  versionType: 'internal',
}

const versionTypes: Readonly<Record<string, VersionType>> = {
  internal: 'internal',
  external: 'external',
  external_gt: 'external',
  external_gte: 'external_gte',
}

export const parseVersionType = (text: string): VersionType => {
  const found = Object.hasOwn(versionTypes, text) ? versionTypes[text] : undefined
  if (found === undefined) throw illegalArgument(`No version type match [${text}]`)
  return found
}

/** The query parameters that `readCondition` reads. */
export const conditionParameters = ['if_seq_no', 'if_primary_term', 'version', 'version_type'] as const

export const readCondition = (
  query: Readonly<Record<string, string>>,
  mustCreate = false,
): WriteCondition => ({
  mustCreate,
  ifSeqNo: longParameter(query, 'if_seq_no'),
  ifPrimaryTerm: longParameter(query, 'if_primary_term'),
  version: longParameter(query, 'version'),
  versionType: parseVersionType(query['version_type'] ?? 'internal'),
})

/** What contradicts itself in the condition and id, in Elasticsearch's words. */
export const complaintsAbout = (condition: WriteCondition, id: string | undefined): string[] => {
  const { mustCreate, ifSeqNo, ifPrimaryTerm, version, versionType } = condition
  const complaints: string[] = []
  if (mustCreate && (versionType !== 'internal' || version !== undefined)) {
    complaints.push('create operations only support internal versioning. use index instead')
  }
  if (mustCreate && ifSeqNo !== undefined) {
    complaints.push('create operations do not support compare and set. use index instead')
  }
  if (ifSeqNo !== undefined && (versionType !== 'internal' || version !== undefined)) {
    complaints.push('compare and write operations can not use versioning')
  } else if (!mustCreate && versionType === 'internal' && version !== undefined) {
    complaints.push(
      'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
    )
  }
  if (versionType !== 'internal' && version === undefined) {
    complaints.push(`illegal version value [-3] for version type [${versionType.toUpperCase()}]`)
  }
  if (ifSeqNo !== undefined && ifPrimaryTerm === undefined)
    complaints.push('ifSeqNo is set, but primary term is [0]')
  if (ifSeqNo === undefined && ifPrimaryTerm !== undefined) {
    complaints.push(`ifSeqNo is unassigned, but primary term is [${ifPrimaryTerm}]`)
  }
  const bytes = id === undefined ? 0 : Buffer.byteLength(id)
  if (bytes > 512)
    complaints.push(`id [${id}] is too long, must be no longer than 512 bytes but was: ${bytes}`)
  return complaints
}

/** Throws 400 `action_request_validation_exception` where condition or id contradict themselves. */
export const validateWrite = (condition: WriteCondition, id: string | undefined): void => {
  const complaints =
    condition === unconditional && (id?.length ?? 0) < 128 ? [] : complaintsAbout(condition, id)
  if (complaints.length > 0) throw validationFailed(...complaints)
}
