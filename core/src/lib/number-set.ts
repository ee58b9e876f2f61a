const bitsOfChunk = 2 ** 16

/** A set of whole numbers that takes a bit for each where they lie close together. */
export class NumberSet {
  readonly #chunks = new Map<number, Uint32Array>()
  #size = 0

  get size(): number {
    return this.#size
  }

  has(number: number): boolean {
    const chunk = this.#chunks.get(Math.floor(number / bitsOfChunk))
    const at = number % bitsOfChunk
    return (((chunk?.[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1
  }

  add(number: number): void {
    if (this.has(number)) return
    const name = Math.floor(number / bitsOfChunk)
    const chunk = this.#chunks.get(name) ?? new Uint32Array(bitsOfChunk / 32)
    this.#chunks.set(name, chunk)
    const at = number % bitsOfChunk
    chunk[at >>> 5] = (chunk[at >>> 5] ?? 0) | (1 << (at & 31))
    this.#size += 1
  }
}
