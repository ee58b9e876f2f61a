import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/**
 * The lines of a body as it arrives, several at a time, without their line ends. `unfinished` is what stood after the
 * last line end; it comes alone, at the end.
 */
export async function* splitLines(body: Readable): AsyncGenerator<{ lines: string[]; unfinished?: string }> {
  // Not a TextDecoder: this one gives plain ASCII strings half the size, which everything after it feels.
  const decoder = new StringDecoder('utf8')
  let pieces: string[] = []
  for await (const chunk of body) {
    const text = decoder.write(chunk)
    const end = text.lastIndexOf('\n')
    if (end < 0) {
      pieces.push(text)
      continue
    }
    const lines = (pieces.length === 0 ? text.slice(0, end) : pieces.join('') + text.slice(0, end)).split(
      '\n',
    )
    pieces = end + 1 < text.length ? [text.slice(end + 1)] : []
    yield { lines }
  }
  const unfinished = pieces.join('') + decoder.end()
  if (unfinished !== '') yield { lines: [], unfinished }
}
