import { PatchbayError } from '../errors.ts'
import { fingerprintLength, type FingerprintsPage, type SourcePage } from '../sources/data-source.ts'
import type { ChunkDigests } from './chunk-digests.ts'
import type { IndexBefore } from './index-before.ts'
import type { Turns } from './turns.ts'

interface Counts {
  listed: { unchanged: number; passed: number }
  written: { listed: number }
  turns: Turns
  digests: ChunkDigests | undefined
}

const lost = (id: string): PatchbayError =>
  new PatchbayError('sync.failed', `The data source told of the document ${id}, and did not give it.`, {
    next: 'Sync again; if it says so again, report this with the name of the data source.',
  })

/** Documents of which the source gives only those that are new or changed, by what it tells of all of them. */
export class Skimming {
  readonly #counts: Counts
  /** Wanted and not given yet. */
  readonly #missing = new Set<string>()

  constructor(counts: Counts) {
    this.#counts = counts
  }

  /** Says which documents of a page are to come, those of the others count as unchanged. */
  async choose(page: FingerprintsPage, known: IndexBefore): Promise<void> {
    const { listed, written, turns, digests } = this.#counts
    const { part, ids, fingerprints, wanted } = page
    const turn = turns.give()
    if (turn !== undefined) await turn
    for (let at = 0; at < ids.length; at += 1) {
      const id = ids[at] ?? ''
      const from = at * fingerprintLength
      const print = fingerprints.slice(from, from + fingerprintLength)
      digests?.add(id, print)
      if (known.see(id, part, print) === 'unchanged') continue
      wanted.push(id)
      this.#missing.add(id)
    }
    listed.unchanged += ids.length - wanted.length
    written.listed += ids.length - wanted.length
  }

  /** Counts the documents of a chunk that is as it was. */
  pass({ documents }: { documents: number }, known: IndexBefore | undefined): void {
    const { listed, written } = this.#counts
    listed.unchanged += documents
    listed.passed += documents
    written.listed += documents
    known?.leap()
  }

  /**
   * Takes note of what the source gives.
   * @returns whether the documents of the page were told before.
   * @throws PatchbayError `sync.failed` where it goes on without what was wanted, which would stay as it was for ever.
   */
  follow(page: SourcePage | { kind: 'again' }): boolean {
    if (this.#missing.size === 0 || page.kind === 'fingerprints') return false
    if (page.kind === 'documents') {
      for (const { id } of page.documents) this.#missing.delete(id)
      return true
    }
    // What broke off or could not be listed makes no claim to be whole.
    if (page.kind !== 'again' && page.kind !== 'skipped') for (const id of this.#missing) throw lost(id)
    this.#missing.clear()
    return false
  }
}
