import { createHash, type Hash } from 'node:crypto'
import { fingerprintLength, type SourcePage } from '../sources/data-source.ts'

/** Characters that are hashed at once. */
const usual = 64 * 1024

/** Digests of the chunks that a listing gives, as they end. A listing that broke off has none that could be relied on. */
export class ChunkDigests {
  readonly #parts = new Map<string, string>()
  #open: { part: string; hash: Hash } | undefined
  #text = ''
  #broken = false
  #documents = 0

  /** Documents that were listed, in chunks or not. */
  get documents(): number {
    return this.#documents
  }

  /** Digests of each part's chunks, one after the other; undefined where the listing had none, or broke off. */
  get parts(): ReadonlyMap<string, string> | undefined {
    return this.#broken || this.#parts.size === 0 ? undefined : this.#parts
  }

  add(id: string, print: string): void {
    this.#documents += 1
    if (this.#open === undefined) return
    this.#text += `${id}\n${print}`
    if (this.#text.length < usual) return
    this.#open.hash.update(this.#text)
    this.#text = ''
  }

  follow(page: SourcePage | { kind: 'again' }): void {
    if (page.kind === 'again') this.#broken = true
    if (page.kind === 'chunk' || page.kind === 'unchanged' || page.kind === 'end') this.#close()
    if (page.kind === 'chunk') this.#open = { part: page.part, hash: createHash('sha256') }
    if (page.kind === 'unchanged') {
      this.#documents += page.documents
      this.#put(page.part, page.digest)
    }
    if (page.kind !== 'skipped') return
    this.#open = undefined
    this.#text = ''
    this.#parts.delete(page.part)
  }

  #close(): void {
    if (this.#open === undefined) return
    const { part, hash } = this.#open
    this.#put(part, hash.update(this.#text).digest('base64url').slice(0, fingerprintLength))
    this.#open = undefined
    this.#text = ''
  }

  #put(part: string, digest: string): void {
    this.#parts.set(part, (this.#parts.get(part) ?? '') + digest)
  }
}
