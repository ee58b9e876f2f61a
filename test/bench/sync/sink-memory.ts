import { z } from 'zod'

const newline = 0x0a
const actionSchema = z.object({ index: z.object({ _id: z.string(), version: z.int() }) })
const searchSchema = z.object({
  size: z.int(),
  search_after: z.tuple([z.int(), z.string()]).optional(),
  sort: z
    .tuple([z.object({ _seq_no: z.enum(['asc', 'desc']) })])
    .rest(z.object({ _patchbay: z.literal('asc') })),
})
const mgetSchema = z.object({ ids: z.array(z.string()) })
const markField = '"_patchbay":"'

/** What a sink knows of the documents that it took: as much as a sync asks an index for. */
export class Memory {
  /** Each without its end, in the order in which they came; undefined for one that came again. */
  readonly #documents: ({ of: string; mark: string } | undefined)[] = []
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
    if (old !== undefined) this.#documents[old] = undefined
    this.#places.set(id, this.#documents.length)
    this.#documents.push({ of: `{"_id":${JSON.stringify(id)},"_version":${version}`, mark })
  }

  /** The last document, or a page of those after one. */
  search(body: Buffer | undefined): string {
    const { size, search_after: after, sort } = searchSchema.parse(JSON.parse(String(body)))
    const [{ _seq_no: order }] = sort
    const found: string[] = []
    const from = order === 'desc' ? this.#documents.length - 1 : (after?.[0] ?? -1) + 1
    for (let at = from; at >= 0 && at < this.#documents.length && found.length < size; at += 1) {
      const document = this.#documents[at]
      if (document === undefined) continue
      found.push(`${document.of},"sort":[${sort.length === 1 ? at : `${at},"${document.mark}"`}]}`)
    }
    return `{"hits":{"total":{"value":${this.size}},"hits":[${found.join(',')}]}}`
  }

  /** Documents by id. */
  get(body: Buffer | undefined): string {
    const found = mgetSchema.parse(JSON.parse(String(body))).ids.map((id) => {
      const place = this.#places.get(id)
      const document = place === undefined ? undefined : this.#documents[place]
      if (document === undefined) return `{"_id":${JSON.stringify(id)},"found":false}`
      const { of, mark } = document
      return `${of},"_source":{"_patchbay":"${mark}"},"found":true,"_seq_no":${place}}`
    })
    return `{"docs":[${found.join(',')}]}`
  }
}
