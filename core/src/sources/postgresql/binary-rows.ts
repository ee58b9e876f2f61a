import { PatchbayError } from '../../errors.ts'

/** 11 bytes of signature, 4 of flags, 4 of extension length, which is 0 in every PostgreSQL so far. */
const headerLength = 19
const newline = 0x0a
const blank = 0x20

export interface DocumentRow {
  id: string
  json: Buffer
}

/**
 * Reads the binary COPY format of rows of two texts, out of messages that PostgreSQL makes of one row each. Texts are
 * slices of what is read, not copies. The format ends with a trailer: without it the stream was cut.
 */
export class BinaryRows {
  #headerRead = false
  ended = false

  /** Adds the rows that lie between two places of some bytes. */
  read(bytes: Buffer, { from, to }: { from: number; to: number }, rows: DocumentRow[]): void {
    let at = from
    if (!this.#headerRead) {
      this.#headerRead = true
      at += headerLength
    }
    while (at < to) {
      if (this.ended || at + 2 > to) throw unexpected()
      const columns = bytes.readInt16BE(at)
      if (columns === -1) {
        this.ended = true
        at += 2
        continue
      }
      if (columns !== 2 || at + 6 > to) throw unexpected()
      const idLength = bytes.readInt32BE(at + 2)
      const jsonAt = at + 6 + idLength + 4
      if (idLength < 0 || jsonAt > to) throw unexpected()
      const jsonLength = bytes.readInt32BE(jsonAt - 4)
      if (jsonLength < 0 || jsonAt + jsonLength > to) throw unexpected()
      rows.push({
        id: bytes.toString('utf8', at + 6, at + 6 + idLength),
        json: oneLine(bytes.subarray(jsonAt, jsonAt + jsonLength)),
      })
      at = jsonAt + jsonLength
    }
  }
}

const unexpected = (): PatchbayError =>
  new PatchbayError('source.refused', 'PostgreSQL sent rows in a form that is not known.', {
    next: 'Report this with the version of the PostgreSQL server.',
  })

/** A json column keeps its own line breaks, which in JSON are nothing but blanks. */
const oneLine = (json: Buffer): Buffer => {
  let at = json.indexOf(newline)
  if (at === -1) return json
  const copy = Buffer.from(json)
  for (; at !== -1; at = copy.indexOf(newline, at + 1)) copy[at] = blank
  return copy
}
