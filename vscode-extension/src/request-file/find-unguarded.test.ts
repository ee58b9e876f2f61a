import { describe, expect, it } from 'vitest'
import { findUnguarded } from './find-unguarded.ts'
import { parseRequestFile } from './parse-request-file.ts'

const found = (text: string, guarded = false) =>
  findUnguarded(parseRequestFile(text), () => guarded).map(({ start, end }) => text.slice(start, end))

describe('findUnguarded', () => {
  it('marks what deletes, and nothing that only ends by itself or that the file or the guard asks about', () => {
    expect(found('DELETE desks\n\nPOST desks/_delete_by_query\n{}\n\nGET desks\n')).toEqual([
      'DELETE desks',
      'POST desks/_delete_by_query',
    ])
    expect(found('DELETE /_search/scroll\n{}\n\nDELETE _pit\n{}\n\nPOST desks/_doc\n{}\n')).toEqual([])
    expect(found('# @confirm\nDELETE desks\n')).toEqual([])
    expect(found('DELETE desks\n', true)).toEqual([])
  })

  it('is mended by a line that makes the file ask', () => {
    const text = '// old\nDELETE desks\n'
    const [problem] = findUnguarded(parseRequestFile(text), () => false)
    const [edit] = problem?.fix?.edits ?? []
    const mended = `${text.slice(0, edit?.start)}${edit?.text}${text.slice(edit?.end)}`
    expect(mended).toBe('// old\n# @confirm\nDELETE desks\n')
    expect(found(mended)).toEqual([])
  })
})
