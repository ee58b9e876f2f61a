import { describe, expect, it } from 'vitest'
import { isPatchbayError } from '../errors.ts'
import type { Json } from '../lib/json.ts'
import {
  type DataSource,
  type DocumentsPage,
  type FingerprintsRequest,
  fingerprintLength,
  type SourceDocument,
  type SourcePage,
} from '../sources/data-source.ts'
import { wholeJson } from '../sources/whole-json.ts'
import { ChunkDigests } from '../sync/chunk-digests.ts'
import { fingerprint } from '../sync/fingerprint.ts'

/** A data source with something in it, made anew for each test. */
export interface ConformanceSubject {
  source: DataSource
  /** The ids that a listing gives. */
  ids: readonly string[]
  /** A second one that can't be reached or read. */
  broken: DataSource
}

/** What a listing gave. Documents are copied: a page's bytes are only promised until the next page. */
export interface Listing {
  documents: Map<string, Record<string, unknown>>
  lines: Buffer[]
  /** The same by the documents' ids. */
  lineOf: Map<string, Buffer>
  /** What the files of documents hold, as far as they are there. */
  contents: Map<string, Buffer>
  pages: SourcePage['kind'][]
  ended: string[]
  skipped: { part: string; reason: string; expected: boolean }[]
}

const parse = (document: SourceDocument, page: DocumentsPage): Record<string, unknown> => {
  const parsed: unknown = JSON.parse(wholeJson(document.json, page).toString('utf8'))
  if (typeof parsed !== 'object' || parsed === null) throw new Error('a document must be a JSON object')
  return { ...parsed }
}

/** Lists a source to its end. */
export const list = async (
  source: DataSource,
  signal = new AbortController().signal,
  advanced?: Json,
): Promise<Listing> => {
  const listing: Listing = {
    documents: new Map(),
    lines: [],
    lineOf: new Map(),
    contents: new Map(),
    pages: [],
    ended: [],
    skipped: [],
  }
  for await (const page of source.documents({ signal, advanced })) {
    listing.pages.push(page.kind)
    if (page.kind === 'end') listing.ended.push(page.part)
    if (page.kind === 'skipped') listing.skipped.push(page)
    if (page.kind !== 'documents') continue
    for (const document of page.documents) {
      const line = Buffer.from(document.json)
      listing.lines.push(line)
      listing.lineOf.set(document.id, line)
      listing.documents.set(document.id, parse(document, page))
      const content = await document.file?.read(signal)
      if (content !== undefined) listing.contents.set(document.id, content)
    }
  }
  return listing
}

/** The chunks that a listing gives, whose documents are all wanted where no digests are asked with, and else none. */
const follow = async (source: DataSource, fingerprints: FingerprintsRequest) => {
  const digests = new ChunkDigests()
  const found = { digests, passed: 0, told: 0, given: 0 }
  const asked = fingerprints.digests === undefined ? {} : { fingerprints }
  for await (const page of source.documents({ signal: new AbortController().signal, ...asked })) {
    digests.follow(page)
    if (page.kind === 'unchanged') found.passed += 1
    if (page.kind === 'documents') {
      found.given += page.documents.length
      for (const document of page.documents)
        digests.add(document.id, fingerprint(document, fingerprints.suffix))
    }
    if (page.kind !== 'fingerprints') continue
    found.told += page.ids.length
    for (const [at, id] of page.ids.entries()) {
      const from = at * fingerprintLength
      digests.add(id, page.fingerprints.slice(from, from + fingerprintLength))
    }
  }
  return found
}

/** What every data source must do, whatever it reads. */
export const describeDataSource = (name: string, make: () => Promise<ConformanceSubject>): void => {
  describe(`${name} keeps the contract of data sources`, () => {
    it('lists every document once, with its id inside', async () => {
      const { source, ids } = await make()
      const { documents, lines } = await list(source)
      expect([...documents.keys()].toSorted()).toEqual([...ids].toSorted())
      expect(lines).toHaveLength(ids.length)
      for (const [id, document] of documents) expect(document['id']).toBe(id)
      await source.close()
    })

    it('gives each document as one line of UTF-8', async () => {
      const { source } = await make()
      for (const line of (await list(source)).lines) {
        expect(line.includes(0x0a)).toBe(false)
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(line)).not.toThrow()
        expect(line.at(0)).toBe(0x7b)
        expect(line.at(-1)).toBe(0x7d)
      }
    })

    it('keeps ids within what Elasticsearch takes', async () => {
      const { source } = await make()
      for (const id of (await list(source)).documents.keys()) {
        expect(Buffer.byteLength(id)).toBeGreaterThan(0)
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(512)
      }
    })

    it('closes each part that it gave documents of, exactly once and after them', async () => {
      const { source } = await make()
      const open = new Set<string>()
      const closed = new Set<string>()
      for await (const page of source.documents({ signal: new AbortController().signal })) {
        if (page.kind === 'cursor' || page.kind === 'checkpoint' || page.kind === 'chunk') continue
        expect(closed.has(page.part)).toBe(false)
        if (page.kind === 'documents') open.add(page.part)
        else closed.add(page.part)
      }
      expect([...open].filter((part) => !closed.has(part))).toEqual([])
    })

    it('gives the same bytes when nothing changed', async () => {
      const { source } = await make()
      const first = await bases(source)
      expect(await bases(source)).toEqual(first)
    })

    it('tells the fingerprints of its documents, if any, and gives all that are wanted of them before the end', async () => {
      const { source, ids } = await make()
      const whole = await list(source)
      const signal = new AbortController().signal
      const suffix = "\n'suffix'"
      for (const wants of [() => false, (at: number) => at % 3 === 0, () => true]) {
        const seen: string[] = []
        const given = new Map<string, Record<string, unknown>>()
        const wanted: string[] = []
        const late: string[] = []
        const told = new Map<string, string>()
        for await (const page of source.documents({ signal, fingerprints: { suffix } })) {
          if (page.kind === 'documents')
            for (const document of page.documents) {
              if (!told.has(document.id)) seen.push(document.id)
              else given.set(document.id, parse(document, page))
            }
          if (page.kind === 'checkpoint' || page.kind === 'end')
            late.push(...wanted.filter((id) => !given.has(id)))
          if (page.kind !== 'fingerprints') continue
          for (const [at, id] of page.ids.entries())
            told.set(id, page.fingerprints.slice(at * 16, at * 16 + 16))
          page.wanted.push(...page.ids.filter((_id, at) => wants(at)))
          wanted.push(...page.wanted)
          seen.push(...page.ids)
        }
        const printOf = (id: string): string =>
          fingerprint({ json: whole.lineOf.get(id) ?? Buffer.alloc(0) }, suffix)
        expect([...told]).toEqual([...told.keys()].map((id) => [id, printOf(id)]))
        expect(late).toEqual([])
        expect([...given.keys()].toSorted()).toEqual(wanted.toSorted())
        expect([...given.values()]).toEqual([...given.keys()].map((id) => whole.documents.get(id)))
        expect(seen.toSorted()).toEqual([...ids].toSorted())
      }
    })

    it('passes over the chunks that are as they were, if it gives chunks, and over no other', async () => {
      const { source, ids } = await make()
      const suffix = "\n'suffix'"
      const { digests } = await follow(source, { suffix })
      const known = digests.parts ?? new Map<string, string>()
      const chunks = [...known.values()].join('').length / fingerprintLength
      const again = await follow(source, { suffix, digests: known })
      expect(again).toMatchObject({ passed: chunks, told: 0, given: known.size === 0 ? ids.length : 0 })
      expect(again.digests.documents).toBe(ids.length)
      expect(again.digests.parts).toEqual(digests.parts)
      const others = new Map([...known].map(([part, all]) => [part, `0${all.slice(1)}`]))
      const changed = await follow(source, { suffix, digests: others })
      expect(changed).toMatchObject({ passed: chunks - known.size, given: known.size === 0 ? ids.length : 0 })
      expect(changed.digests.parts).toEqual(digests.parts)
    })

    it('stops when it is canceled, without an end', async () => {
      const { source } = await make()
      const controller = new AbortController()
      const kinds: string[] = []
      const reading = (async () => {
        for await (const page of source.documents({ signal: controller.signal })) {
          kinds.push(page.kind)
          controller.abort(new Error('enough'))
        }
      })()
      await expect(reading).rejects.toThrow('enough')
      expect(kinds).not.toContain('end')
    })

    it('can be left in the middle and listed again', async () => {
      const { source, ids } = await make()
      for await (const _page of source.documents({ signal: new AbortController().signal })) break
      expect((await list(source)).documents.size).toBe(ids.length)
    })

    it('answers a ping, and finds what its configuration names', async () => {
      const { source } = await make()
      await expect(source.ping(new AbortController().signal)).resolves.toBeUndefined()
      await source.checkNames?.(new AbortController().signal)
    })

    it('says in one sentence with the fix what is wrong with a broken source', async () => {
      const { broken } = await make()
      for (const attempt of [() => broken.ping(new AbortController().signal), () => list(broken)]) {
        const error: unknown = await attempt().then(
          () => undefined,
          (caught: unknown) => caught,
        )
        if (!isPatchbayError(error)) throw new Error('expected a PatchbayError', { cause: error })
        expect(['source.unreachable', 'source.refused']).toContain(error.code)
        expect(error.message).toMatch(/\.$/)
        expect(error.next).toMatch(/\.$/)
      }
    })
  })
}

const bases = async (source: DataSource): Promise<Map<string, string>> => {
  const found = new Map<string, string>()
  for await (const page of source.documents({ signal: new AbortController().signal })) {
    if (page.kind !== 'documents') continue
    for (const document of page.documents)
      found.set(document.id, document.basis ?? document.json.toString('utf8'))
  }
  return found
}
