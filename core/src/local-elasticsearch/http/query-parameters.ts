import { illegalArgument } from './common-errors.ts'

type Query = Readonly<Record<string, string>>

/** The text of a setting or parameter as a truth value. Throws 400. */
export const parseFlag = (text: string): boolean => {
  if (text === 'true') return true
  if (text === 'false') return false
  throw illegalArgument(`Failed to parse value [${text}] as only [true] or [false] are allowed.`)
}

/** True for a bare `?name` too. */
export const flagParameter = (query: Query, name: string, otherwise = false): boolean => {
  const text = query[name]
  return text === undefined ? otherwise : text === '' || parseFlag(text)
}

/** A whole number, not below 0, that JavaScript holds exactly. */
export const longParameter = (query: Query, name: string): number | undefined => {
  const text = query[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw illegalArgument(`Failed to parse long parameter [${name}] with value [${text}]`, {
    type: 'number_format_exception',
    reason: `For input string: "${text}"`,
  })
}

/** The parts of `a,b`; undefined when the parameter is absent. */
export const listParameter = (query: Query, name: string): string[] | undefined =>
  query[name]?.split(',').filter((part) => part !== '')

/** `refresh`: local documents are searchable at once, so it only shows in the answer. Throws 400 for another word. */
export const refreshParameter = (query: Query): boolean => {
  const text = query['refresh']
  if (text === undefined || text === 'false' || text === 'wait_for') return false
  if (text === '' || text === 'true') return true
  throw illegalArgument(`Unknown value for refresh: [${text}].`)
}
