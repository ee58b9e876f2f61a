import { describe, expect, it } from 'vitest'
import { createPasswordCheck, hashPassword, hashPasswordSync } from './password-hash.ts'

describe('the password check', () => {
  it('takes the password that was hashed and no other, the first time and later', async () => {
    const fits = createPasswordCheck()
    const stored = await hashPassword('correct horse')
    for (let time = 0; time < 2; time++) {
      expect(await fits('correct horse', stored)).toBe(true)
      expect(await fits('battery staple', stored)).toBe(false)
    }
  })

  it('does not take a password for another hash of it that it has not seen', async () => {
    const fits = createPasswordCheck()
    await fits('correct horse', await hashPassword('correct horse'))
    expect(await fits('correct horse', hashPasswordSync('another'))).toBe(false)
  })
})
