import { TextDecoder } from 'node:util'
import { Parser, type ParserOptions } from 'htmlparser2'

/** What is done at each tag and text. Names of XML come with their prefix: `w:t`. */
export interface MarkupHandler {
  open?(name: string, attributes: Record<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

const atOnce = 256 * 1024

const parse = (
  bytes: Uint8Array,
  decoder: TextDecoder,
  { handler, options }: { handler: MarkupHandler; options: ParserOptions },
) => {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(name, attributes),
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => handler.close?.(name),
    },
    { decodeEntities: true, ...options },
  )
  // In pieces: a text of all of it would be another copy.
  for (let at = 0; at < bytes.length; at += atOnce) {
    parser.write(decoder.decode(bytes.subarray(at, at + atOnce), { stream: true }))
  }
  parser.end(decoder.decode())
}

export const parseXml = (bytes: Uint8Array, handler: MarkupHandler): void =>
  parse(bytes, new TextDecoder(), { handler, options: { xmlMode: true } })

export const parseHtml = (bytes: Uint8Array, decoder: TextDecoder, handler: MarkupHandler): void =>
  parse(bytes, decoder, { handler, options: {} })
