import { describe, expect, it } from 'vitest'
import { nextVersion } from './next-version.ts'
import type { WriteCondition } from './write-condition.ts'
import { complaintsAbout, unconditional } from './write-condition.ts'

const index = { name: 'i', uuid: 'u', settings: {}, mappings: {}, aliases: {}, createdAt: 0 }
const next = (
  current: { seqNo: number; version: number; deleted: boolean } | undefined,
  condition: Partial<WriteCondition> = {},
): number => nextVersion(index, 'd', current, { ...unconditional, ...condition })
const live = { seqNo: 7, version: 4, deleted: false }
const gone = { ...live, deleted: true }

describe('the version of a write', () => {
  it('counts on, over a deletion too', () => {
    expect([next(undefined), next(live), next(gone)]).toEqual([1, 5, 5])
  })

  it('creates only where nothing is', () => {
    expect(next(gone, { mustCreate: true })).toBe(5)
    expect(() => next(live, { mustCreate: true })).toThrow(
      '[d]: version conflict, document already exists (current version [4])',
    )
  })

  it('compares the sequence number, which a deleted document has no more', () => {
    expect(next(live, { ifSeqNo: 7, ifPrimaryTerm: 1 })).toBe(5)
    expect(() => next(live, { ifSeqNo: 6, ifPrimaryTerm: 1 })).toThrow(
      '[d]: version conflict, required seqNo [6], primary term [1]. current document has seqNo [7] and primary term [1]',
    )
    expect(() => next(gone, { ifSeqNo: 7, ifPrimaryTerm: 1 })).toThrow(
      '[d]: version conflict, required seqNo [7], primary term [1]. but no document was found',
    )
  })

  it('keeps late writers out by an external version', () => {
    expect(next(live, { version: 4, versionType: 'external_gte' })).toBe(4)
    expect(next(undefined, { version: 9, versionType: 'external' })).toBe(9)
    expect(() => next(live, { version: 3, versionType: 'external_gte' })).toThrow(
      '[d]: version conflict, current version [4] is higher than the one provided [3]',
    )
    expect(() => next(gone, { version: 4, versionType: 'external' })).toThrow(
      '[d]: version conflict, current version [4] is higher or equal to the one provided [4]',
    )
  })

  it('complains about conditions that contradict themselves', () => {
    const complaints = (condition: Partial<WriteCondition>, id = 'd'): string[] =>
      complaintsAbout({ ...unconditional, ...condition }, id)
    expect(complaints({})).toEqual([])
    expect(complaints({ ifSeqNo: 1 })).toEqual(['ifSeqNo is set, but primary term is [0]'])
    expect(complaints({ version: 3 })).toEqual([
      'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
    ])
    expect(complaints({ mustCreate: true, version: 3, versionType: 'external' })).toHaveLength(1)
    expect(complaints({}, 'x'.repeat(513))).toEqual([
      `id [${'x'.repeat(513)}] is too long, must be no longer than 512 bytes but was: 513`,
    ])
  })
})
