import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { PatchbayError } from '@patchbay/core'
import type { Sources } from '@patchbay/core/sync'

type Definition = Awaited<ReturnType<Sources[string]>>
type Page =
  ReturnType<Definition['open']> extends { documents: (request: never) => AsyncGenerator<infer P> }
    ? P
    : never

/** What a sync reads, part by part, as a test wants it; changed between syncs. */
export interface Script {
  parts: Record<string, Record<string, object>>
  /** Parts that can't be listed, with the reason. */
  skipped: Record<string, { reason: string; expected: boolean }>
  /** What changed since the cursor of the last sync, by part; null: the source can't tell. */
  changed: Record<string, Record<string, object>> | null
  /** Who may see a document, by its id: the source knows rights where this is there. */
  access?: Record<string, 'everybody' | string[]>
  /** Pages of who is who. */
  identities?: { id: string; identity: Record<string, string>; access: string[] }[][]
  /** It can go on from the middle: what it was asked to go on from. */
  checkpoints?: boolean
  resumed: unknown[]
  /** It tells fingerprints where it is asked for them; the ids of the documents that it had to give all the same. */
  given?: string[]
  /** Its pages are chunks: as many were passed over, with the digest that they had. */
  passed?: number
  /** It gives none of them: a fault of its own. */
  keepsBack?: boolean
  /** Advanced rules that it was asked to list by. */
  advanced: unknown[]
  /** Cursors that it was asked to go on from. */
  cursors: unknown[]
  /** Called before each page; what it throws is the source's own error. */
  onPage: (page: number, signal: AbortSignal) => Promise<void> | void
}

export const newScript = (parts: Script['parts'] = {}): Script => ({
  parts,
  skipped: {},
  changed: null,
  advanced: [],
  resumed: [],
  cursors: [],
  onPage: () => {},
})

const pageSize = 10

const pagesOf = ({ parts, skipped, access, checkpoints }: Script): Page[] => [
  ...Object.entries(parts).flatMap(([part, documents]): Page[] => {
    const all = Object.entries(documents).map(([id, body]) => ({
      id,
      json: Buffer.from(JSON.stringify({ id, ...body })),
      ...(access?.[id] !== undefined && { access: access[id] }),
    }))
    const pages: Page[] = []
    for (let at = 0; at < all.length; at += pageSize) {
      pages.push({ kind: 'documents', part, documents: all.slice(at, at + pageSize) })
      if (checkpoints === true) pages.push({ kind: 'checkpoint', at: { part, at: at + pageSize } })
    }
    return [...pages, { kind: 'end', part }]
  }),
  ...Object.entries(skipped).map(([part, why]): Page => ({ kind: 'skipped', part, ...why })),
]

interface Fingerprints {
  suffix: string
  digests?: ReadonlyMap<string, string> | undefined
}

const short = (text: string): string => hash('sha256', text, 'base64url').slice(0, 16)

type Documents = Extract<Page, { kind: 'documents' }>

/** A page by its fingerprints, and then what is wanted of it; where it is a chunk that is known, none of that. */
async function* skim(
  { part, documents }: Documents,
  { suffix, digests }: Fingerprints,
  { script, nth }: { script: Script; nth: number },
): AsyncGenerator<Page> {
  const ids = documents.map(({ id }) => id)
  const prints = documents.map(({ json }) => short(`${json.toString()}${suffix}`))
  const digest = short(ids.map((id, at) => `${id}\n${prints[at]}`).join(''))
  if (script.passed !== undefined && digests?.get(part)?.slice(nth * 16, nth * 16 + 16) === digest) {
    script.passed += 1
    return yield { kind: 'unchanged', part, documents: ids.length, digest }
  }
  if (script.passed !== undefined) yield { kind: 'chunk', part }
  const told = { kind: 'fingerprints' as const, part, ids, fingerprints: prints.join(''), wanted: [] }
  yield told
  const wanted = new Set<string>(told.wanted)
  const given = documents.filter(({ id }) => wanted.has(id))
  script.given?.push(...given.map(({ id }) => id))
  if (given.length > 0 && script.keepsBack !== true) yield { kind: 'documents', part, documents: given }
}

/** The source of connectors whose service type is `scripted`. `script` finds what a connector reads by its directory. */
export const scriptedSource = (script: (directory: string) => Script | undefined): Definition => ({
  serviceType: 'scripted',
  timestamps: false,
  advancedRules: true,
  validate: () => {},
  hosts: () => [],
  open: ({ directory }) => {
    const found = script(String(directory))
    if (found === undefined) {
      throw new PatchbayError('source.refused', 'There is no such script.', { next: 'Correct directory.' })
    }
    async function* read(
      script: Script,
      signal: AbortSignal,
      { resume, fingerprints }: { resume?: unknown; fingerprints?: Fingerprints | undefined } = {},
    ): AsyncGenerator<Page> {
      const pages = pagesOf(script)
      const from = pages.findIndex((page) => page.kind === 'checkpoint' && isDeepStrictEqual(page.at, resume))
      const nths = new Map<string, number>()
      for (const [at, page] of pages.entries()) {
        const nth = page.kind === 'documents' ? (nths.get(page.part) ?? 0) : 0
        if (page.kind === 'documents') nths.set(page.part, nth + 1)
        if (at <= from) continue
        await script.onPage(at, signal)
        signal.throwIfAborted()
        if (page.kind === 'documents' && fingerprints !== undefined && script.given !== undefined) {
          yield* skim(page, fingerprints, { script, nth })
          continue
        }
        if (page.kind === 'documents' && script.passed !== undefined) yield { kind: 'chunk', part: page.part }
        yield page.kind === 'end' && from >= 0 ? { ...page, resumed: true } : page
      }
      if (script.changed !== null) yield { kind: 'cursor', cursor: { sync: script.cursors.length } }
    }
    const { changed } = found
    return {
      ping: async () => {},
      documents: ({ signal, advanced, resume, fingerprints }) => {
        if (resume !== undefined) found.resumed.push(resume)
        if (advanced !== undefined) found.advanced.push(advanced)
        return read(found, signal, { resume, fingerprints })
      },
      ...(found.access !== undefined && {
        async *identities() {
          yield* found.identities ?? []
        },
      }),
      ...(changed !== null && {
        changes: ({ signal, cursor }) => {
          found.cursors.push(cursor)
          return read({ ...found, parts: changed }, signal)
        },
      }),
      close: async () => {},
    }
  },
})
