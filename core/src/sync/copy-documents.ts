import type { Clock } from '../deps.ts'
import type { JsonObject } from '../lib/json.ts'
import { allowField, nobody } from '../protocol/identity.ts'
import type { Checkpoint } from '../protocol/job-notes.ts'
import type { DocumentsPage, SourceDocument, SourcePage } from '../sources/data-source.ts'
import { wholeJson } from '../sources/whole-json.ts'
import type { Tail } from './bulk-batch.ts'
import type { BulkWriter } from './bulk-writer.ts'
import type { ChunkDigests } from './chunk-digests.ts'
import type { IndexBefore } from './index-before.ts'
import { fingerprint } from './fingerprint.ts'
import type { ListedAgain } from './list-again.ts'
import { type FileToWrite, readFiles } from './read-files.ts'
import { Skimming } from './skimming.ts'
import type { Trying } from './try-again.ts'
import { Turns } from './turns.ts'
import { countWithoutText, type Written } from './written.ts'

/** What a listing of the source came to. */
export interface Listed {
  /** Parts that were listed to their end: only these may be deleted from. */
  ended: Set<string>
  /** The beginning of it was an earlier listing's. */
  resumed: boolean
  skipped: SkippedPart[]
  unchanged: number
  /** Of these, documents of chunks that are as they were: they were not looked at one by one. */
  passed: number
  /** Documents that sync rules left out. */
  excluded: number
  /** From where the next incremental sync goes on. */
  cursor?: JsonObject
}

/** A part that could not be listed; `expected` ones leave a sync clean. */
export interface SkippedPart {
  part: string
  reason: string
  expected: boolean
}

export interface Copying {
  pages: AsyncIterable<SourcePage | ListedAgain>
  writer: BulkWriter
  /** What the index had before, of everything or of some documents that come next. */
  existing: IndexBefore | ((ids: readonly string[]) => Promise<IndexBefore>)
  /** Fields at the end of each document that is written: `,"field":value...`. */
  fields: string
  /** What sync rules say of a document; undefined: everything is kept. */
  keeps: ((json: Buffer) => boolean) | undefined
  /** Documents say who may see them. */
  rights: boolean
  /** What becomes of documents on their way, as part of their fingerprints. */
  treatment?: string
  /** What becomes of files: only their documents are written, or what is in them as well, some of it by the pipeline. */
  files: 'left' | 'read' | 'attached'
  /** How often a file is asked for. */
  trying: Trying
  /** From where an earlier attempt at the job was stopped. */
  before?: Checkpoint | undefined
  /** Follows what the source gives in chunks. */
  digests?: ChunkDigests | undefined
  onCheckpoint?: (at: JsonObject, listed: Listed) => Promise<void>
  /** Counts what the source gives, for whoever watches. */
  written: Written
  clock: Pick<Clock, 'monotonic'>
  signal: AbortSignal
}

/** Who may see a document, as JSON; undefined for everybody. Where that is not known, it is nobody. */
const allowed = ({ access }: SourceDocument): string | undefined => {
  if (access === 'everybody') return undefined
  return JSON.stringify(access === undefined || access.length === 0 ? [nobody] : access)
}

const copyOf = (listed: Listed): Listed => ({
  ...listed,
  ended: new Set(listed.ended),
  skipped: [...listed.skipped],
})

/** Another document than the same with its text: that is to come once files are read. */
const withoutFile = ({ file, json, basis }: SourceDocument): Pick<SourceDocument, 'json' | 'basis'> =>
  file === undefined
    ? { json, ...(basis !== undefined && { basis }) }
    : { json, basis: `${basis ?? json.toString()}\nno text` }

/** Elasticsearch has no halves of characters in ids: it would store another, which the next sync would not know. */
const idOf = ({ id }: SourceDocument): string => id.toWellFormed()

/** What the documents of a page share, and JSON text of the field `_patchbay`, up to where the fingerprint begins. */
const beforePrint = ({ part, shared }: DocumentsPage): Pick<Tail, 'before' | 'shared'> => {
  const members = shared === undefined ? '' : `,${shared}`
  const mark = `,"_patchbay":${JSON.stringify(`${part}:`).slice(0, -1)}`
  return { before: Buffer.from(members + mark), shared: Buffer.byteLength(members) }
}

/** Sends the documents of a source that are new or changed. Deletes nothing. */
export const copyDocuments = async ({
  pages,
  writer,
  existing,
  fields,
  keeps,
  rights,
  treatment = '',
  files: filesAre,
  trying,
  before,
  digests,
  onCheckpoint,
  written,
  clock,
  signal,
}: Copying): Promise<Listed> => {
  const listed: Listed = {
    ended: new Set(),
    resumed: before !== undefined,
    skipped: [...(before?.skipped ?? [])],
    unchanged: before?.unchanged ?? 0,
    passed: 0,
    excluded: before?.excluded ?? 0,
  }
  const reading = { trying, attach: filesAre === 'attached' }
  const turns = new Turns(clock)
  const afterPrint = Buffer.from(`"${fields}`)
  const tailOf = (
    { before, shared }: Pick<Tail, 'before' | 'shared'>,
    own: string,
    allow?: string,
  ): Tail => ({
    before,
    shared,
    own,
    after: allow === undefined ? afterPrint : Buffer.from(`","${allowField}":${allow}${fields}`),
  })
  let known = typeof existing === 'function' ? undefined : existing
  const skimming = new Skimming({ listed, written, turns, digests })
  let kept = copyOf(listed)
  const meet = async (ids: readonly string[]): Promise<IndexBefore> => {
    if (typeof existing === 'function') return existing(ids)
    if (existing.size > 0) await existing.meet(ids)
    return existing
  }
  /** The document's fingerprint when it is to be written; undefined when it is in the index already, or left out. */
  const printToWrite = (
    { page, told }: { page: DocumentsPage; told: boolean },
    document: SourceDocument,
    allow?: string,
  ): string | undefined => {
    // Not marked as seen: a document that rules leave out from now on is deleted like one that is gone.
    if (keeps !== undefined && !keeps(wholeJson(document.json, page))) {
      listed.excluded += 1
      return undefined
    }
    const print = fingerprint(
      filesAre === 'left' ? withoutFile(document) : document,
      rights ? `\n${allow ?? ''}${treatment}` : treatment,
    )
    if (!told) digests?.add(document.id, print)
    if (known === undefined || known.size === 0) return print
    if (known.see(document.id, page.part, print) !== 'unchanged') return print
    listed.unchanged += 1
    return undefined
  }
  for await (const page of pages) {
    signal.throwIfAborted()
    const told = skimming.follow(page)
    digests?.follow(page)
    if (page.kind === 'fingerprints') {
      known = await meet(page.ids)
      await skimming.choose(page, known)
      continue
    }
    if (page.kind === 'unchanged') skimming.pass(page, known)
    if (page.kind === 'cursor') listed.cursor = page.cursor
    if (page.kind === 'end' && page.resumed !== true) listed.ended.add(page.part)
    if (page.kind === 'end' && page.resumed === true) listed.resumed = true
    if (page.kind === 'checkpoint') {
      await onCheckpoint?.(page.at, listed)
      kept = copyOf(listed)
    }
    if (page.kind === 'again') Object.assign(listed, copyOf(kept))
    if (page.kind === 'skipped') {
      listed.skipped.push({ part: page.part, reason: page.reason, expected: page.expected })
    }
    if (page.kind !== 'documents') continue
    written.listed += page.documents.length
    const start = beforePrint(page)
    const from = { page, told }
    const files: FileToWrite[] = []
    known = await meet(page.documents.map(idOf))
    for (const given of page.documents) {
      const turn = turns.give()
      if (turn !== undefined) await turn
      const id = idOf(given)
      const document = id === given.id ? given : { ...given, id }
      const allow = rights ? allowed(document) : undefined
      const print = printToWrite(from, document, allow)
      if (print === undefined) continue
      const tail = tailOf(start, print, allow)
      if (document.file !== undefined && filesAre !== 'left') {
        files.push({ id: document.id, json: document.json, file: document.file, tail })
        continue
      }
      const full = writer.index(document.id, document.json, tail)
      if (full !== undefined) await full
    }
    for await (const { id, json, tail, failed, noText } of readFiles(files, reading)) {
      if (noText !== undefined) countWithoutText(written, id, noText)
      if (failed !== undefined) listed.skipped.push({ ...failed, expected: false })
      else if (json !== undefined) await writer.index(id, json, tail)
    }
  }
  await writer.flush()
  return listed
}
