import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const digest = (salt: string, secret: string): Buffer =>
  createHash('sha256').update(`${salt}:${secret}`).digest()

/**
 * The hash of an API key's secret. One round of SHA-256 is enough, unlike for passwords: a secret holds 128 random bits,
 * so there is nothing to guess.
 */
export const hashKey = (secret: string): string => {
  const salt = randomBytes(16).toString('base64')
  return `${salt}:${digest(salt, secret).toString('base64')}`
}

export const keyFits = (secret: string, stored: string): boolean => {
  const [salt = '', hash = ''] = stored.split(':')
  return timingSafeEqual(digest(salt, secret), Buffer.from(hash, 'base64'))
}
