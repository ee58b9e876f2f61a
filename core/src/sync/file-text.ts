import { extname } from 'node:path'
import type { SourceFile } from '../sources/data-source.ts'
import { extractText } from '../text-extraction/extract-text.ts'
import { textKind } from '../text-extraction/text-kinds.ts'
import { longestFile } from '../text-extraction/text-limits.ts'

/** Files whose text is what they hold. */
const plainText = new Set('.txt .py .rst .markdown .json .xml .csv .md .rb .paper .sh .tsv .svg'.split(' '))

/** Kinds that only the attachment processor of an ingest pipeline reads. */
const byPipeline = new Set('.doc .xls .ppt .rtf .xlsb .msg .vsd .vsdx .vsdm'.split(' '))

/**
 * What a file comes to: its text, its bytes for the ingest pipeline, why it has none, or nothing where it isn't of a kind
 * that has one.
 */
export type FileText = { body: string } | { attachment: string } | { reason: string } | Record<never, never>

export interface ReadingFile {
  signal: AbortSignal
  /** Ends reading, which may take as long as the source likes; taking the text out has bounds of its own. */
  late: AbortSignal
  /** The ingest pipeline takes attachments. */
  attach: boolean
}

const noPipeline = { reason: 'only an ingest pipeline reads such files, and the connector has none' }
const tooLong = { reason: 'it is larger than 10 MiB' }

/** The text of a file. One that is damaged, hostile or too large has none, with the reason. */
export const fileText = async (
  { name, size, read }: SourceFile,
  { signal, late, attach }: ReadingFile,
): Promise<FileText | 'gone'> => {
  const extension = extname(name).toLowerCase()
  const kind = textKind(extension)
  const left = byPipeline.has(extension)
  if (kind === undefined && !left && !plainText.has(extension)) return {}
  if (left && !attach) return noPipeline
  if (size > longestFile) return tooLong
  const bytes = await read(AbortSignal.any([signal, late]))
  if (bytes === undefined) return 'gone'
  // It may have grown since it was listed.
  if (bytes.length > longestFile) return tooLong
  if (left) return { attachment: bytes.toString('base64') }
  // Bytes that are no UTF-8 become U+FFFD: the JSON stays valid.
  if (kind === undefined) return { body: bytes.toString('utf8') }
  const found = await extractText(kind, bytes, { signal })
  return 'text' in found ? { body: found.text } : found
}
