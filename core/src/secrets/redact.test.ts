import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'
import { Secret } from './secret.ts'

const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
const around = fc.string({ unit: 'grapheme', maxLength: 20 })

describe('redact', () => {
  it.each<[string, (value: string) => string]>([
    ['as it is', (value) => value],
    ['in JSON', (value) => JSON.stringify({ field: value })],
    ['in JSON inside JSON', (value) => JSON.stringify(JSON.stringify({ field: value }))],
    ['in a URL', encodeURIComponent],
    ['in a form', (value) => new URLSearchParams({ password: value }).toString()],
    ['in base64', (value) => Buffer.from(value).toString('base64')],
    ['in base64url', (value) => Buffer.from(value).toString('base64url')],
    ['in hex', (value) => Buffer.from(value).toString('hex')],
  ])('takes a secret out %s', (_form, encode) => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const redacted = redact(`${before} ${encode(value)} ${after}`, [new Secret(value)])
        expect(redacted).toContain('[secret]')
        expect(redacted.replaceAll('[secret]', '')).not.toContain(encode(value))
      }),
      { examples: [['pa ss/"w\u00f6rd*(1)\n', '', '']] },
    )
  })

  it('takes a password out of the middle of basic credentials', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), secret, fc.string({ maxLength: 9 }), (user, value, after) => {
        const header = Buffer.from(`${user}:${value}${after}`).toString('base64')
        const left = redact(header, [new Secret(value)]).split('[secret]')
        expect(left.length).toBeGreaterThan(1)
        for (const part of left) expect(Buffer.from(part, 'base64').toString()).not.toContain(value)
      }),
    )
  })

  it('leaves a text without secrets as it is', () => {
    expect(redact('port must be a whole number', [new Secret('hunter22'), new Secret('')])).toBe(
      'port must be a whole number',
    )
  })

  it('hides the longer of two secrets whole when one holds the other', () => {
    expect(redact('open sesame please', [new Secret('sesame'), new Secret('open sesame')])).toBe(
      '[secret] please',
    )
  })
})
