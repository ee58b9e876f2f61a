import { counted } from '../lib/counted.ts'
import { Secret } from '../secrets/secret.ts'

/** More than anybody means: what is larger is a mistake, or an attack, and no schema has to look at it. */
const longestText = 1_000_000
const mostValues = 100_000
const deepest = 32

export interface OutOfBounds {
  /** Dotted, as far as it was followed. */
  field: string
  problem: string
}

/** The first value of an input that is too long, too deep or one too many; undefined for all that is meant. */
export const outOfBounds = (input: unknown): OutOfBounds | undefined => {
  let values = 0
  const look = (value: unknown, path: readonly string[]): OutOfBounds | undefined => {
    const field = path.join('.')
    values += Array.isArray(value) ? value.length : 1
    if (values > mostValues)
      return { field: path[0] ?? '', problem: `holds more than ${counted(mostValues, 'value')}` }
    const text = value instanceof Secret ? value.reveal() : value
    if (typeof text === 'string') {
      if (text.length <= longestText) return undefined
      return { field, problem: `is longer than ${counted(longestText, 'character')}` }
    }
    if (typeof text !== 'object' || text === null) return undefined
    if (path.length >= deepest)
      return { field: path[0] ?? '', problem: `is nested more than ${deepest} deep` }
    for (const [key, item] of Object.entries(text)) {
      if (key.length > longestText) return { field, problem: 'has a key that is longer than any' }
      const found = look(item, [...path, key.slice(0, 100)])
      if (found !== undefined) return found
    }
    return undefined
  }
  return look(input, [])
}
