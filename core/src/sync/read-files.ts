import type { SourceFile } from '../sources/data-source.ts'
import type { Tail } from './bulk-batch.ts'
import { type FileText, fileText } from './file-text.ts'
import { isLost, type Trying, tryAgain } from './try-again.ts'

/** A document that is to be written with the text of its file. */
export interface FileToWrite {
  id: string
  json: Buffer
  file: SourceFile
  tail: Tail
}

/** `json` is absent where the file is gone by now, and where it could not be read: then `failed` says why. */
interface ReadFile extends Pick<FileToWrite, 'id' | 'tail'> {
  json?: Buffer
  failed?: { part: string; reason: string }
  /** Why the document has no text. */
  noText?: string
}

/** Files read at the same time: each may hold as much as the longest text. */
const atOnce = 4

const withField = (json: Buffer, field: string, value: unknown): Buffer =>
  Buffer.concat([json.subarray(0, -1), Buffer.from(`,"${field}":${JSON.stringify(value)}}`)])

/** Why a file has no text stands where Elastic's ingest pipeline would put it. */
const withText = (json: Buffer, text: FileText): Buffer => {
  if ('body' in text) return withField(json, 'body', text.body)
  if ('attachment' in text) return withField(json, '_attachment', text.attachment)
  return 'reason' in text ? withField(json, '_ingestion_errors', [`It has no text: ${text.reason}.`]) : json
}

/** Milliseconds that one file may take: a server that says nothing more must not hold a sync for ever. */
const longestRead = 300_000

export interface ReadingFiles {
  /** How often a file is asked for of a source that was lost. */
  trying: Trying
  /** The ingest pipeline takes attachments. */
  attach: boolean
  /** Milliseconds that one file may take. */
  within?: number | undefined
}

const readFile = async (
  { id, json, file, tail }: FileToWrite,
  { trying, attach, within = longestRead }: ReadingFiles,
): Promise<ReadFile> => {
  const { signal } = trying
  const late = AbortSignal.timeout(within)
  try {
    const text = await tryAgain(trying, () => fileText(file, { signal, late, attach }))
    if (text === 'gone') return { id, tail }
    return {
      id,
      tail,
      json: withText(json, text),
      ...('reason' in text && { noText: `${file.name}: ${text.reason}` }),
    }
  } catch (error) {
    signal.throwIfAborted()
    if (isLost(error)) throw error
    const said = error instanceof Error ? error.message : String(error)
    const reason = late.aborted ? 'it could not be read in time' : said.replace(/\.$/, '')
    return { id, tail, failed: { part: file.name, reason } }
  }
}

/**
 * Reads files a few at a time and gives their documents in order.
 * @throws PatchbayError `source.unreachable` when nothing can be read any more.
 */
export async function* readFiles(
  files: readonly FileToWrite[],
  reading: ReadingFiles,
): AsyncGenerator<ReadFile> {
  const begun: Promise<ReadFile>[] = []
  for (const file of files) {
    const one = readFile(file, reading)
    // It is awaited below; until then a failure of it is nobody's yet.
    one.catch(() => {})
    if (begun.push(one) < atOnce) continue
    const next = await begun.shift()
    if (next !== undefined) yield next
  }
  for (const one of begun) yield await one
}
