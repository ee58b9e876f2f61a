import * as l10n from '@vscode/l10n'
import { findPlaceholders } from './find-placeholders.ts'
import type { Substitution } from './replace-in-text.ts'

export interface Target {
  readonly service: 'elasticsearch' | 'kibana'
  /** Path and query; begins with exactly one slash. */
  readonly path: string
}

// What no path or query may hold as it is. `\` is read as `/` by URL parsers, `#` would cut the rest off.
const inert = (value: string): string =>
  value.replaceAll(/[\p{Cc}\p{Cs}\s"#<>\\^`{|}]/gu, (one) =>
    // A half of a pair has no UTF-8; U+FFFD stands for it, as everywhere.
    encodeURIComponent(one.isWellFormed() ? one : '\uFFFD'),
  )

/**
 * Method line's path as it is sent. Variables stand as text, so that they may hold several segments; parts of earlier
 * responses are data, so that no id can become another path.
 */
export const targetToSend = (
  target: string,
  offset: number,
  { resolve, unresolved }: Substitution,
): Target => {
  let at = 0
  let written = ''
  for (const placeholder of findPlaceholders(target, offset)) {
    const variable = resolve(placeholder.name)
    if (!variable.found) {
      unresolved(placeholder, { why: variable.why, kept: false })
      continue
    }
    const { value, origin } = variable
    if (origin.kind === 'response' && /^\.{0,2}$/.test(value)) {
      // `DELETE a/_doc/{{x}}` would mean another thing than one document.
      const why = l10n.t(
        '{0} is {1}, which names nothing in a path.',
        placeholder.name,
        JSON.stringify(value),
      )
      unresolved(placeholder, { why, kept: false })
      continue
    }
    const safe = origin.kind === 'response' ? encodeURIComponent(value.toWellFormed()) : value
    written += target.slice(at, placeholder.start - offset) + safe
    at = placeholder.end - offset
  }
  written += target.slice(at)
  const isKibana = /^\/?kbn:/i.test(written)
  const path = inert(isKibana ? written.replace(/^\/?kbn:/i, '') : written)
  // Two slashes in front would be another host.
  return { service: isKibana ? 'kibana' : 'elasticsearch', path: `/${path.replace(/^\/+/, '')}` }
}
