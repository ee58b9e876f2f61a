import { createHash, randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const cost = { N: 16_384, r: 8, p: 1 }
const length = 32
const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt)

const pack = (salt: Buffer, hash: Buffer): string => `${salt.toString('base64')}:${hash.toString('base64')}`

/** Salted scrypt, because people's passwords can be guessed. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  return pack(salt, await derive(password, salt, length, cost))
}

/** The same at once, for the start of the server. */
export const hashPasswordSync = (password: string): string => {
  const salt = randomBytes(16)
  return pack(salt, scryptSync(password, salt, length, cost))
}

const mostRemembered = 1000

/**
 * A check of passwords against their hashes that doesn't do the slow work twice. That a password fits a hash stays true
 * for ever, so nothing has to be forgotten when a user changes: that user has another hash then, or none. What is kept
 * is a digest of both, not the password.
 */
export const createPasswordCheck = () => {
  const fits = new Set<string>()
  return async (password: string, stored: string): Promise<boolean> => {
    const key = createHash('sha256').update(`${stored}\n${password}`).digest('base64')
    if (fits.has(key)) return true
    const [salt = '', hash = ''] = stored.split(':').map((part) => Buffer.from(part, 'base64'))
    const derived = await derive(password, Buffer.from(salt), length, cost)
    if (!timingSafeEqual(derived, Buffer.from(hash))) return false
    if (fits.size >= mostRemembered) fits.clear()
    fits.add(key)
    return true
  }
}
