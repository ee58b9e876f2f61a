import { describe, expect, it } from 'vitest'
import { createPasswords, hashPasswordSync } from './password-hash.ts'

describe('the password check', () => {
  it('takes the password that was hashed and no other, the first time and later', async () => {
    const { fits } = createPasswords()
    const stored = hashPasswordSync('correct horse')
    for (let time = 0; time < 2; time++) {
      expect(await fits('correct horse', stored)).toBe(true)
      expect(await fits('battery staple', stored)).toBe(false)
    }
  })

  it('does not take a password for another hash of it that it has not seen', async () => {
    const { fits, hash } = createPasswords()
    const stored = await hash('correct horse')
    expect(await fits('correct horse', stored)).toBe(true)
    expect(await fits('battery staple', stored)).toBe(false)
    expect(await fits('correct horse', hashPasswordSync('another'))).toBe(false)
  })
})
