import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactFields } from './redact-fields.ts'
import { Secret } from './secret.ts'

describe('redactFields', () => {
  it('covers fields whose names tell of a secret, at any depth', () => {
    expect(
      redactFields({
        password: 'p',
        api_key: 'k',
        headers: [{ authorization: 'Basic x', accept: '*/*' }],
        encoded: 'e',
        held: new Secret('s'),
      }),
    ).toEqual({
      password: '[secret]',
      api_key: '[secret]',
      headers: [{ authorization: '[secret]', accept: '*/*' }],
      encoded: '[secret]',
      held: '[secret]',
    })
  })

  it('leaves ids and empty fields readable', () => {
    const value = { api_key_id: 'a', apiKeySecretId: 'b', password: null, name: 'c' }
    expect(redactFields(value)).toEqual(value)
  })

  it('changes nothing but those fields, whatever the keys are', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', 'b'), fc.jsonValue()),
        (value) => {
          expect(JSON.stringify(redactFields({ wrapped: value }))).toBe(JSON.stringify({ wrapped: value }))
          expect(Object.hasOwn(Object.prototype, 'a')).toBe(false)
        },
      ),
    )
  })
})
