import { PatchbayError } from '@patchbay/core'

/** Phones turn quotes into curly ones and two hyphens into a dash. */
const straighten = (text: string): string =>
  text
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2018\u2019\u201a]/g, "'")
    .replace(/(^|\s)[\u2013\u2014](?=\S)/g, '$1--')

/**
 * The words of a command as they were meant: quotes keep blanks together, and are straight again.
 * @throws PatchbayError `input.invalid` for a quote that isn't closed.
 */
export const splitWords = (typed: string): string[] => {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (const character of straighten(typed)) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined
      else word = (word ?? '') + character
    } else if (character === '"' || (character === "'" && (word === undefined || word.endsWith('=')))) {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== undefined) {
    throw new PatchbayError('input.invalid', `A quote (${quote}) is opened and not closed.`, {
      next: `Close it, or leave it out where the text has no blanks.`,
    })
  }
  if (word !== undefined) words.push(word)
  return words
}
