import { extname } from 'node:path'
import type { SourceFile } from '../sources/data-source.ts'

/** Files whose text is what they hold. */
const plainText = new Set(
  '.txt .py .rst .html .markdown .json .xml .csv .md .rb .paper .sh .tsv .svg'.split(' '),
)

/** Larger files come without their text, as in Elastic's service. */
const longestText = 10 * 1024 * 1024

/** The text of a file; no `body` where it holds none that can be read. */
export const fileText = async (
  { name, size, read }: SourceFile,
  signal: AbortSignal,
): Promise<{ body?: string } | 'gone'> => {
  if (!plainText.has(extname(name).toLowerCase()) || size > longestText) return {}
  const bytes = await read(signal)
  if (bytes === undefined) return 'gone'
  // Bytes that are no UTF-8 become U+FFFD: the JSON stays valid. It may have grown since it was listed.
  return bytes.length > longestText ? {} : { body: bytes.toString('utf8') }
}
