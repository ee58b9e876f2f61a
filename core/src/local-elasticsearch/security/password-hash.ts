import { createHash, randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const cost = { N: 16_384, r: 8, p: 1 }
const length = 32
const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt)

const pack = (salt: Buffer, hash: Buffer): string => `${salt.toString('base64')}:${hash.toString('base64')}`

/** Salted scrypt, because people's passwords can be guessed. At once, for the start of the server. */
export const hashPasswordSync = (password: string): string => {
  const salt = randomBytes(16)
  return pack(salt, scryptSync(password, salt, length, cost))
}

const mostRemembered = 1000

export interface Passwords {
  hash(password: string): Promise<string>
  fits(password: string, stored: string): Promise<boolean>
}

/**
 * Hashes of passwords, and the check against them, that don't do the slow work twice. That a password fits a hash stays
 * true for ever, so nothing has to be forgotten when a user changes: that user has another hash then, or none. What is
 * kept is a digest of both, not the password.
 */
export const createPasswords = (): Passwords => {
  const known = new Set<string>()
  const keyOf = (password: string, stored: string): string =>
    createHash('sha256').update(`${stored}\n${password}`).digest('base64')
  const remember = (key: string): void => {
    if (known.size >= mostRemembered) known.clear()
    known.add(key)
  }
  return {
    async hash(password) {
      const salt = randomBytes(16)
      const stored = pack(salt, await derive(password, salt, length, cost))
      remember(keyOf(password, stored))
      return stored
    },
    async fits(password, stored) {
      const key = keyOf(password, stored)
      if (known.has(key)) return true
      const [salt = '', hash = ''] = stored.split(':').map((part) => Buffer.from(part, 'base64'))
      const derived = await derive(password, Buffer.from(salt), length, cost)
      if (!timingSafeEqual(derived, Buffer.from(hash))) return false
      remember(key)
      return true
    },
  }
}
