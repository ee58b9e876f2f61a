/** Who may read something, and who may not whatever else is said; by security identifier. */
export interface AccessList {
  allowed: string[]
  denied: string[]
}

const everyone = 'S-1-1-0'
const rightsPresent = 4
/** It is for what lies below, not for this. */
const inheritOnly = 8
/** To read data, generic reading, everything. */
const reads = 0x1 | 0x80000000 | 0x10000000
/** Entries that allow; those that deny, also where they do so under a condition that only the server can judge. */
const [allows, denies, deniesSometimes] = [0, 1, 10]

const sidAt = (bytes: Buffer, at: number): string => {
  const parts = Array.from({ length: bytes.readUInt8(at + 1) }, (_, index) =>
    bytes.readUInt32LE(at + 8 + index * 4),
  )
  return ['S', bytes.readUInt8(at), bytes.readUIntBE(at + 2, 6), ...parts].join('-')
}

/**
 * Who may read what a security descriptor belongs to.
 * @throws RangeError for nonsense.
 */
export const readAccessList = (descriptor: Buffer): AccessList => {
  const list = descriptor.readUInt32LE(16)
  // Without a list of rights nobody is kept out.
  if ((descriptor.readUInt16LE(2) & rightsPresent) === 0 || list === 0)
    return { allowed: [everyone], denied: [] }
  const found: AccessList = { allowed: [], denied: [] }
  let at = list + 8
  for (let left = descriptor.readUInt16LE(list + 4); left > 0; left--) {
    const type = descriptor.readUInt8(at)
    const applies = (descriptor.readUInt8(at + 1) & inheritOnly) === 0
    if (applies && (descriptor.readUInt32LE(at + 4) & reads) !== 0) {
      if (type === allows) found.allowed.push(sidAt(descriptor, at + 8))
      if (type === denies || type === deniesSometimes) found.denied.push(sidAt(descriptor, at + 8))
    }
    at += descriptor.readUInt16LE(at + 2)
  }
  return found
}
