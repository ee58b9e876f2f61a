import { TextDecoder } from 'node:util'
import { parseHtml } from './parse-markup.ts'
import { TextSoFar } from './text-so-far.ts'

const unread = new Set(['script', 'style', 'template', 'noscript', 'svg', 'head'])
const inline = new Set(
  'a abbr b bdi bdo cite code data dfn em font i img kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)

/** The charset that the page names, or the mark at its beginning; UTF-8 where it names none that is known. */
const decoderOf = (bytes: Uint8Array): TextDecoder => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be')
  const beginning = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  const [, named = 'utf-8'] = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(beginning) ?? []
  try {
    return new TextDecoder(named)
  } catch {
    // Nobody knows the charset that it names.
    return new TextDecoder()
  }
}

/** What a browser would show of a page, and its title. */
export const htmlText = (bytes: Uint8Array): string => {
  const text = new TextSoFar()
  const hidden: string[] = []
  let inTitle = false
  let preformatted = 0
  parseHtml(bytes, decoderOf(bytes), {
    open(name) {
      inTitle ||= name === 'title' && hidden.at(-1) === 'head'
      if (unread.has(name)) hidden.push(name)
      if (name === 'pre') preformatted += 1
      if (!inline.has(name)) text.add(name === 'td' || name === 'th' ? '\t' : '\n')
    },
    text(piece) {
      if (hidden.length > 0 && !inTitle) return
      text.add(preformatted > 0 ? piece : piece.replaceAll(/\s+/g, ' '))
    },
    close(name) {
      if (name === 'title') inTitle = false
      if (hidden.at(-1) === name) hidden.pop()
      if (name === 'pre') preformatted -= 1
      if (!inline.has(name) && name !== 'td' && name !== 'th') text.add('\n')
    },
  })
  return text.toString()
}
