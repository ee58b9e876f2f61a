import { describe, expect, it } from 'vitest'
import { documentWords } from './document-row.ts'

describe('documentWords', () => {
  it('shows fields in their order, on one line, without those that say nothing', () => {
    const document = {
      id: '1',
      _timestamp: 'x',
      title: ' a\n b ',
      price: 12,
      empty: '',
      none: null,
      tags: ['x', 'y'],
    }
    expect(documentWords(document)).toBe('title: a b · price: 12 · tags: ["x","y"]')
  })

  it('cuts what is long', () => {
    expect(documentWords({ body: 'x'.repeat(1000) })).toHaveLength('body: '.length + 60)
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`field${at}`, 'value']))
    expect(documentWords(many)).toHaveLength(160)
    expect(documentWords({})).toBe('')
  })
})
