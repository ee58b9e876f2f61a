import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../errors.ts'
import { configurationSchema } from './connector.ts'
import { hideSecrets } from './hide-secrets.ts'

const configurationWith = (password: string) =>
  configurationSchema.parse({
    password: { value: password, sensitive: true },
    host: { value: 'db.example', sensitive: false },
  })

describe('hideSecrets', () => {
  it('takes sensitive values out of message, advice and cause, and leaves the rest', () => {
    const error = new PatchbayError('source.refused', 'db.example refused "sword(fish"', {
      field: 'password',
      next: 'Try another than sword(fish.',
      cause: new Error('sword(fish'),
    })
    const hidden = hideSecrets(error, configurationWith('sword(fish'))
    expect(hidden).toMatchObject({
      code: 'source.refused',
      field: 'password',
      message: 'db.example refused "(hidden)"',
      next: 'Try another than (hidden).',
    })
    expect(hidden instanceof Error && hidden.cause).toBe(undefined)
  })

  it('hides a short value where it stands alone and spoils no word', () => {
    const hidden = hideSecrets(new Error('the password p is wrong'), configurationWith('p'))
    expect(hidden).toMatchObject({ message: 'the password (hidden) is wrong' })
  })

  it('lets no value through, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 40 }), (password) => {
        const value = password.trim()
        fc.pre(value.length > 8)
        const hidden = hideSecrets(new Error(`refused: ${value}`), configurationWith(password))
        expect(String(hidden instanceof Error && hidden.message)).not.toContain(value)
      }),
    )
  })
})
