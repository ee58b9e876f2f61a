import { z } from 'zod'

const newline = 0x0a
const actionSchema = z.object({ index: z.object({ _id: z.string(), version: z.int() }) })
const searchSchema = z.object({ size: z.int(), search_after: z.tuple([z.int()]).optional() })
const markField = '"_patchbay":"'

/** What a sink knows of the documents that it took: as much as a sync asks an index for. */
export class Memory {
  /** Each as an answer to a search has it, in the order in which they came; undefined for one that came again. */
  readonly #hits: (string | undefined)[] = []
  readonly #places = new Map<string, number>()

  get size(): number {
    return this.#places.size
  }

  /** Takes the body of a bulk request. */
  take(body: Buffer): void {
    for (let at = 0; at < body.length;) {
      const document = body.indexOf(newline, at) + 1
      const end = body.indexOf(newline, document)
      const { _id, version } = actionSchema.parse(JSON.parse(body.toString('utf8', at, document))).index
      const mark = body.lastIndexOf(markField, end) + markField.length
      this.#put(_id, version, body.toString('utf8', mark, body.indexOf('"', mark)))
      at = end + 1
    }
  }

  #put(id: string, version: number, mark: string): void {
    const old = this.#places.get(id)
    if (old !== undefined) this.#hits[old] = undefined
    const place = this.#hits.length
    this.#places.set(id, place)
    const of = `"_index":"index","_id":${JSON.stringify(id)},"_version":${version},"_seq_no":${place},"_primary_term":1`
    this.#hits.push(`{${of},"_score":null,"_source":{"_patchbay":"${mark}"},"sort":[${place}]}`)
  }

  /** One page of everything. */
  search(body: Buffer | undefined): string {
    const { size, search_after: after } = searchSchema.parse(JSON.parse(String(body)))
    const found: string[] = []
    for (let at = (after?.[0] ?? -1) + 1; at < this.#hits.length && found.length < size; at += 1) {
      const hit = this.#hits[at]
      if (hit !== undefined) found.push(hit)
    }
    return `{"pit_id":"pit","hits":{"hits":[${found.join(',')}]}}`
  }
}
