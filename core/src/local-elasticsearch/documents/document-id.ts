import { randomBytes } from 'node:crypto'

const machine = randomBytes(6)
let sequence = randomBytes(3).readUIntBE(0, 3)
let lastTime = 0

/**
 * A new document id of the form that Elasticsearch makes: 20 URL-safe characters out of the time in milliseconds,
 * something of this process and a counter, unique without looking. The time stands first, which keeps neighbours
 * together in the database.
 */
export const newDocumentId = (now: number = Date.now()): string => {
  sequence = (sequence + 1) & 0xffffff
  lastTime = Math.max(lastTime, now)
  const bytes = Buffer.allocUnsafe(15)
  bytes.writeUIntBE(lastTime, 0, 6)
  machine.copy(bytes, 6)
  bytes.writeUIntBE(sequence, 12, 3)
  return bytes.toString('base64url')
}

/** A random UUID as Elasticsearch writes them: 22 URL-safe characters. */
export const randomUuid = (): string => {
  const bytes = randomBytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('base64url')
}
