import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../secrets/secret.ts'
import { fillSecrets, maskInput, maskSecrets, secretsIn } from './mask-secrets.ts'

const input = {
  connector: 'c1',
  values: { host: 'db', password: new Secret('hunter2'), list: [new Secret('x'), 1] },
}

describe('maskSecrets', () => {
  it('leaves a mark where each secret was, and nothing of its value', () => {
    const masked = maskInput(input)
    expect(masked).toEqual({
      connector: 'c1',
      values: { host: 'db', password: { sensitive: true }, list: [{ sensitive: true }, 1] },
    })
    expect(JSON.stringify(masked)).not.toContain('hunter2')
  })

  it('does not let a hostile name reach any prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')
    expect(maskSecrets(hostile)).toEqual({ constructor: 1 })
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('keeps any JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.stringify(maskSecrets(value))).toBe(JSON.stringify(value))
      }),
    )
  })
})

describe('fillSecrets', () => {
  it('puts the secrets back that are given and names the others', () => {
    const { input: filled, missing } = fillSecrets(maskInput(input), {
      'values.password': new Secret('hunter2'),
    })
    expect(secretsIn(filled)['values.password']?.reveal()).toBe('hunter2')
    expect(missing).toEqual(['values.list.0'])
  })

  it('is undone by secretsIn', () => {
    const { missing } = fillSecrets(maskInput(input), secretsIn(input))
    expect(missing).toEqual([])
  })
})
