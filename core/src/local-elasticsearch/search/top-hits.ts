/** Keeps the first `capacity` of all that is offered, in the order of `compare` (negative: left comes first). */
export class TopHits<T> {
  readonly #capacity: number
  readonly #compare: (left: T, right: T) => number
  /** A heap with the last of the kept ones on top. */
  readonly #heap: T[] = []

  constructor(capacity: number, compare: (left: T, right: T) => number) {
    this.#capacity = capacity
    this.#compare = compare
  }

  offer(item: T): void {
    const heap = this.#heap
    if (heap.length < this.#capacity) {
      heap.push(item)
      this.#rise(heap.length - 1)
      return
    }
    const last = heap[0]
    if (last === undefined || this.#compare(item, last) >= 0) return
    heap[0] = item
    this.#sink()
  }

  /** Everything that was kept, in order. */
  sorted(): T[] {
    return this.#heap.toSorted(this.#compare)
  }

  #after(left: number, right: number): boolean {
    const [a, b] = [this.#heap[left], this.#heap[right]]
    return a !== undefined && b !== undefined && this.#compare(a, b) > 0
  }

  #swap(left: number, right: number): void {
    const [a, b] = [this.#heap[left], this.#heap[right]]
    if (a === undefined || b === undefined) return
    this.#heap[left] = b
    this.#heap[right] = a
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >>> 1
      if (!this.#after(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      let latest = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (this.#after(child, latest)) latest = child
      if (latest === at) return
      this.#swap(at, latest)
      at = latest
    }
  }
}
