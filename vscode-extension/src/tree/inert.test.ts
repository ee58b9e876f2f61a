import { describe, expect, it } from 'vitest'
import { inert, inertMarkdown } from './inert.ts'

describe('inert', () => {
  it('leaves one line, in which nothing is hidden or turned round', () => {
    expect(inert('a\u202Eb\nc\u200Bd\u0000')).toBe('a b c d ')
    expect(inert('x'.repeat(500))).toHaveLength(200)
  })
})

describe('inertMarkdown', () => {
  it.each([
    ['[click](command:evil)', '\\[click\\]\\(command\\:evil\\)'],
    ['![x](https://evil.example/a.png)', '\\!\\[x\\]\\(https\\:\\/\\/evil\\.example\\/a\\.png\\)'],
    ['<img src=x>', '\\<img src\\=x\\>'],
    ['$(alert) **b** `c` &lt;', '\\$\\(alert\\) \\*\\*b\\*\\* \\`c\\` \\&lt\\;'],
    ['# not a heading\n- nor a list', '\\# not a heading \\- nor a list'],
  ])('shows %j as it is written', (text, escaped) => {
    expect(inertMarkdown(text)).toBe(escaped)
  })
})
