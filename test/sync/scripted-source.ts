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

/** A page by its fingerprints, and then what is wanted of it. */
async function* skim(
  page: Extract<Page, { kind: 'documents' }>,
  suffix: string,
  { given, keepsBack }: Pick<Script, 'given' | 'keepsBack'>,
): AsyncGenerator<Page> {
  const printOf = (json: Buffer): string =>
    hash('sha256', `${json.toString()}${suffix}`, 'base64url').slice(0, 16)
  const told = {
    kind: 'fingerprints' as const,
    part: page.part,
    ids: page.documents.map(({ id }) => id),
    fingerprints: page.documents.map(({ json }) => printOf(json)).join(''),
    wanted: [],
  }
  yield told
  const wanted = new Set<string>(told.wanted)
  const documents = page.documents.filter(({ id }) => wanted.has(id))
  given?.push(...documents.map(({ id }) => id))
  if (documents.length > 0 && keepsBack !== true) yield { ...page, documents }
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
      { resume, suffix }: { resume?: unknown; suffix?: string | undefined } = {},
    ): AsyncGenerator<Page> {
      const pages = pagesOf(script)
      const from = pages.findIndex((page) => page.kind === 'checkpoint' && isDeepStrictEqual(page.at, resume))
      for (const [at, page] of pages.entries()) {
        if (at <= from) continue
        await script.onPage(at, signal)
        signal.throwIfAborted()
        if (page.kind === 'documents' && suffix !== undefined && script.given !== undefined)
          yield* skim(page, suffix, script)
        else yield page.kind === 'end' && from >= 0 ? { ...page, resumed: true } : page
      }
      if (script.changed !== null) yield { kind: 'cursor', cursor: { sync: script.cursors.length } }
    }
    const { changed } = found
    return {
      ping: async () => {},
      documents: ({ signal, advanced, resume, fingerprints }) => {
        if (resume !== undefined) found.resumed.push(resume)
        if (advanced !== undefined) found.advanced.push(advanced)
        return read(found, signal, { resume, suffix: fingerprints?.suffix })
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
