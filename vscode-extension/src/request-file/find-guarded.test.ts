import { describe, expect, it } from 'vitest'
import { findGuarded } from './find-guarded.ts'
import { parseRequestFile } from './parse-request-file.ts'

describe('findGuarded', () => {
  it('finds the methods of what changes something on a guarded cluster, and no other', () => {
    const text = '# @cluster prod\nGET a\n\nPOST a/_search\n\nPUT a\n\ndelete a\n\n# @cluster laptop\nPUT b\n'
    const found = findGuarded(parseRequestFile(text), ({ cluster }) => cluster === 'prod')
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(['PUT', 'delete'])
  })
})
