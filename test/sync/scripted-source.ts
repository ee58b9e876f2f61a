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
  /** Called before each page; what it throws is the source's own error. */
  onPage: (page: number, signal: AbortSignal) => Promise<void> | void
}

export const newScript = (parts: Script['parts'] = {}): Script => ({ parts, skipped: {}, onPage: () => {} })

const pageSize = 10

const pagesOf = ({ parts, skipped }: Script): Page[] => [
  ...Object.entries(parts).flatMap(([part, documents]): Page[] => {
    const all = Object.entries(documents).map(([id, body]) => ({
      id,
      json: Buffer.from(JSON.stringify({ id, ...body })),
    }))
    const pages: Page[] = []
    for (let at = 0; at < all.length; at += pageSize) {
      pages.push({ kind: 'documents', part, documents: all.slice(at, at + pageSize) })
    }
    return [...pages, { kind: 'end', part }]
  }),
  ...Object.entries(skipped).map(([part, why]): Page => ({ kind: 'skipped', part, ...why })),
]

/** The source of connectors whose service type is `scripted`. `script` finds what a connector reads by its directory. */
export const scriptedSource = (script: (directory: string) => Script | undefined): Definition => ({
  serviceType: 'scripted',
  timestamps: false,
  validate: () => {},
  open: ({ directory }) => {
    const found = script(String(directory))
    if (found === undefined) {
      throw new PatchbayError('source.refused', 'There is no such script.', { next: 'Correct directory.' })
    }
    return {
      ping: async () => {},
      async *documents({ signal }) {
        for (const [at, page] of pagesOf(found).entries()) {
          await found.onPage(at, signal)
          signal.throwIfAborted()
          yield page
        }
      },
      close: async () => {},
    }
  },
})
