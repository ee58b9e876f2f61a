import { timeOf } from './file-time.ts'

/** What a folder tells of something in it. */
export interface Entry {
  name: string
  isFolder: boolean
  /** It stands for something elsewhere. */
  isLink: boolean
  /** The number by which the server knows it, as text. */
  fileId: string
  size: number
  created: number
  /** When its content, name or rights last changed. */
  changed: number
}

const [folder, standsFor] = [0x10, 0x400]
/** Of what stands for something else: it has another name of its own, as links have. */
const otherName = 0x20000000

/**
 * Entries of an answer to the question for FileIdFullDirectoryInformation, the folder itself (`.`) among them.
 * @throws RangeError for nonsense.
 */
export function* directoryEntries(bytes: Buffer): Generator<Entry> {
  let at = 0
  for (;;) {
    const next = bytes.readUInt32LE(at)
    const attributes = bytes.readUInt32LE(at + 56)
    const from = at + 80
    const end = from + bytes.readUInt32LE(at + 60)
    if (end > bytes.length) throw new RangeError('an entry is cut off')
    const name = bytes.toString('utf16le', from, end)
    if (/[\\/]/.test(name)) throw new RangeError('a name leads elsewhere')
    if (name !== '..') {
      yield {
        name,
        isFolder: (attributes & folder) !== 0,
        isLink: (attributes & standsFor) !== 0 && (bytes.readUInt32LE(at + 64) & otherName) !== 0,
        fileId: bytes.readBigUInt64LE(at + 72).toString(),
        size: Number(bytes.readBigUInt64LE(at + 40)),
        created: timeOf(bytes.readBigUInt64LE(at + 8)),
        changed: timeOf(bytes.readBigUInt64LE(at + 32)),
      }
    }
    if (next === 0) return
    at += next
  }
}
