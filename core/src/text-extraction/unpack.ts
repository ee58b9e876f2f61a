import { unzipSync } from 'fflate'
import { NoText } from './no-text.ts'
import { longestUnpacked } from './text-limits.ts'

/** What Office writes when a document has a password: no ZIP archive, but an OLE one around it. */
const isSealed = (bytes: Uint8Array): boolean => bytes[0] === 0xd0 && bytes[1] === 0xcf

/** The parts of a packed document whose names fit, by name. What they unpack to is bounded before anything is unpacked. */
export const unpack = (bytes: Uint8Array, wanted: RegExp): Map<string, Uint8Array> => {
  if (isSealed(bytes))
    throw new NoText('it is protected by a password, or of an older kind than its name says')
  let total = 0
  const parts = unzipSync(bytes, {
    filter({ name, originalSize }) {
      if (!wanted.test(name)) return false
      total += originalSize
      if (total > longestUnpacked) throw new NoText('it unpacks to more than 100 MiB')
      return true
    },
  })
  return new Map(Object.entries(parts))
}
