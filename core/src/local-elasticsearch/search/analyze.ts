const LETTER = '[[\\p{L}\\p{Nl}]--[\\p{Ideographic}\\p{sc=Hiragana}\\p{sc=Katakana}]]'
const DIGIT = '\\p{Nd}'
const MARKS = '[\\p{M}\\p{Cf}]*'
const PART = `(?:(?:${LETTER}|${DIGIT}|_)${MARKS})+`
/** Marks that join two letters, such as the one in "don't". */
const BETWEEN_LETTERS = `(?<=${LETTER}${MARKS})[:·.'’‘․‧״](?=${LETTER})`
/** Marks that join two digits, such as the one in "3.14". */
const BETWEEN_DIGITS = `(?<=${DIGIT}${MARKS})[,;.'’‘․](?=${DIGIT})`
const WORD = `${PART}(?:(?:${BETWEEN_LETTERS}|${BETWEEN_DIGITS})${PART})*`
const KATAKANA = `(?:[\\p{sc=Katakana}ー]${MARKS})+`
const SINGLE = `[\\p{Ideographic}\\p{sc=Hiragana}]${MARKS}`
const EMOJI = '\\p{RGI_Emoji}|\\p{Extended_Pictographic}'

const STANDARD = new RegExp(`${WORD}|${KATAKANA}|${SINGLE}|${EMOJI}`, 'gv')
const LETTERS = /\p{L}+/gu
const BLANKS = /[^\s]+/gu
const MAX_TOKEN = 255

/** Character by character, as Java does it: no final sigma, no second character for a dotted capital I. */
const lowercase = (text: string): string => text.replaceAll('İ', 'i').replaceAll('Σ', 'σ').toLowerCase()

const standard = (text: string): string[] => {
  const tokens: string[] = []
  for (const [token] of lowercase(text).matchAll(STANDARD)) {
    if (/^_+$/.test(token)) continue
    if (token.length <= MAX_TOKEN) tokens.push(token)
    else for (let at = 0; at < token.length; at += MAX_TOKEN) tokens.push(token.slice(at, at + MAX_TOKEN))
  }
  return tokens
}

/**
 * The tokens of a text, in order. `standard` breaks at the word bounds of Unicode (UAX 29) and lowercases; `simple`,
 * `whitespace` and `keyword` are Lucene's of those names.
 */
export const analyze = (text: string, analyzer: unknown = 'standard'): string[] => {
  switch (analyzer) {
    case 'keyword':
      return [text]
    case 'whitespace':
      return text.match(BLANKS) ?? []
    case 'simple':
      return lowercase(text).match(LETTERS) ?? []
    default:
      return standard(text)
  }
}
