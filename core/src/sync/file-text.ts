import { extname } from 'node:path'
import type { SourceFile } from '../sources/data-source.ts'
import { extractText } from '../text-extraction/extract-text.ts'
import { textKind } from '../text-extraction/text-kinds.ts'
import { longestFile } from '../text-extraction/text-limits.ts'

/** Files whose text is what they hold. */
const plainText = new Set('.txt .py .rst .markdown .json .xml .csv .md .rb .paper .sh .tsv .svg'.split(' '))

/** What a file comes to: its text, why it has none, or neither where it isn't of a kind that has one. */
export type FileText = { body: string } | { reason: string } | Record<never, never>

const tooLong = { reason: 'it is larger than 10 MiB' }

/**
 * The text of a file. One that is damaged, hostile or too large has none, with the reason.
 * @param late ends reading, which may take as long as the source likes; taking the text out has bounds of its own.
 */
export const fileText = async (
  { name, size, read }: SourceFile,
  { signal, late }: { signal: AbortSignal; late: AbortSignal },
): Promise<FileText | 'gone'> => {
  const extension = extname(name).toLowerCase()
  const kind = textKind(extension)
  if (kind === undefined && !plainText.has(extension)) return {}
  if (size > longestFile) return tooLong
  const bytes = await read(AbortSignal.any([signal, late]))
  if (bytes === undefined) return 'gone'
  // It may have grown since it was listed.
  if (bytes.length > longestFile) return tooLong
  // Bytes that are no UTF-8 become U+FFFD: the JSON stays valid.
  if (kind === undefined) return { body: bytes.toString('utf8') }
  const found = await extractText(kind, bytes, { signal })
  return 'text' in found ? { body: found.text } : found
}
