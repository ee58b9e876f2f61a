import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable } from './printable.ts'

describe('printable', () => {
  it('keeps ordinary text in any script as it is', () => {
    expect(printable('Prüfung 製品 👩‍🚀 “quoted”')).toBe('Prüfung 製品 👩‍🚀 “quoted”')
  })

  it('writes out line ends, terminal commands and changes of the writing direction', () => {
    expect(printable('a\nb\u001b[31mc\u202ed\u0007')).toBe('a\\nb\\u{1b}[31mc\\u{202e}d\\u{7}')
  })

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}]/u)
      }),
    )
  })
})
