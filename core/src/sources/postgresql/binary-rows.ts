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
 * Reads the binary COPY format of rows of two texts, chunk by chunk. Texts are slices of the chunks, not copies; only a
 * row that lies across two chunks is copied. The format ends with a trailer: without it the stream was cut.
 */
export class BinaryRows {
  #rest: Buffer = Buffer.alloc(0)
  #headerRead = false
  ended = false

  /** Rows that are complete with this chunk. */
  push(chunk: Buffer): DocumentRow[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const rows: DocumentRow[] = []
    let at = 0
    if (!this.#headerRead) {
      if (bytes.length < headerLength) return this.#keep(bytes, 0, rows)
      this.#headerRead = true
      at = headerLength
    }
    while (!this.ended && bytes.length - at >= 2) {
      const columns = bytes.readInt16BE(at)
      if (columns === -1) {
        this.ended = true
        break
      }
      if (bytes.length - at < 6) break
      const idLength = bytes.readInt32BE(at + 2)
      const jsonAt = at + 6 + idLength + 4
      if (columns !== 2 || idLength < 0) throw unexpected()
      if (bytes.length < jsonAt) break
      const jsonLength = bytes.readInt32BE(jsonAt - 4)
      if (jsonLength < 0) throw unexpected()
      if (bytes.length < jsonAt + jsonLength) break
      rows.push({
        id: bytes.toString('utf8', at + 6, at + 6 + idLength),
        json: oneLine(bytes.subarray(jsonAt, jsonAt + jsonLength)),
      })
      at = jsonAt + jsonLength
    }
    return this.#keep(bytes, at, rows)
  }

  #keep(bytes: Buffer, at: number, rows: DocumentRow[]): DocumentRow[] {
    this.#rest = bytes.subarray(at)
    return rows
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
