import { didYouMean } from '../xcontent/did-you-mean.ts'
import { illegalArgument } from './common-errors.ts'
import type { Route } from './route.ts'

const common = ['pretty', 'human', 'error_trace', 'filter_path', 'format']

const decode = (text: string): string => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw illegalArgument(`invalid escape sequence in the query string: ${text}`)
  }
}

/** Splits `a=1&b`; a parameter without value is the empty string, the last of two wins. Throws 400 for broken escapes. */
export const parseQuery = (text: string): Record<string, string> => {
  const query = new Map<string, string>()
  for (const pair of text === '' ? [] : text.split('&')) {
    const at = pair.indexOf('=')
    if (pair === '') continue
    if (at < 0) query.set(decode(pair), '')
    else query.set(decode(pair.slice(0, at)), decode(pair.slice(at + 1)))
  }
  return Object.fromEntries(query)
}

/** Throws 400 that names every parameter which neither the route nor the server knows. */
export const checkQuery = (route: Route, path: string, query: Readonly<Record<string, string>>): void => {
  const known = route.query ?? []
  const unknown = Object.keys(query).filter((name) => !known.includes(name) && !common.includes(name))
  if (unknown.length === 0) return
  const listed = unknown.toSorted().map((name) => {
    const near = didYouMean(name, [...known, ...common])
    return near === '' ? `[${name}]` : `[${name}] ->${near}`
  })
  const plural = unknown.length === 1 ? 'parameter' : 'parameters'
  throw illegalArgument(`request [${path}] contains unrecognized ${plural}: ${listed.join(', ')}`)
}
