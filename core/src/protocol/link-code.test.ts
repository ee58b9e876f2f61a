import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../secrets/secret.ts'
import { isSignedLinkCode, readLinkCode, signLinkCode } from './link-code.ts'

const key = new Secret('the key of a bot')
const claim = { account: 'slack:T1:U1', username: 'ada', until: '2026-11-25T12:00:00.000Z' }

describe('a link code', () => {
  it('says what was signed, and by whom', () => {
    const code = signLinkCode(claim, key)
    expect(readLinkCode(code)).toEqual(claim)
    expect(isSignedLinkCode(code, key)).toBe(true)
    expect(isSignedLinkCode(code, new Secret('of another'))).toBe(false)
  })

  it('is void once a character of it is another', () => {
    const code = signLinkCode(claim, key)
    fc.assert(
      // The last character of a signature has two bits that say nothing.
      fc.property(fc.nat(code.length - 2), fc.constantFrom('A', 'a', '0', '-', '_', '.'), (at, other) => {
        const changed = code.slice(0, at) + other + code.slice(at + 1)
        expect(isSignedLinkCode(changed, key)).toBe(changed === code)
      }),
    )
  })

  it('is nothing where it is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readLinkCode(text)).toBeUndefined()
        expect(isSignedLinkCode(text, key)).toBe(false)
      }),
    )
    const bare = Buffer.from('{"__proto__":1}').toString('base64url')
    expect(readLinkCode(`${bare}.${'A'.repeat(43)}`)).toBeUndefined()
  })
})
