/** Control characters, what turns the writing direction, invisible breaks, and halves of characters. */
const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Cs}\u{2028}\u{2029}\u{200b}\u{feff}]/gu
const short = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * Text from outside, safe to print on one line: what could move a cursor, colour a terminal or reverse a sentence is
 * written out, as `\u{202e}`. Text without such characters comes back as it is.
 */
export const printable = (text: string): string =>
  text.replace(
    unsafe,
    (character) => short.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
