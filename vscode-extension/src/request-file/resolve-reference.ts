import * as l10n from '@vscode/l10n'
import { findInJson, pathSteps } from './find-in-json.ts'

/** A response of a request that has a name. */
export interface NamedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** As it came. */
  readonly body: string
}

export type ReferenceValue =
  | { readonly found: true; readonly value: string }
  /** Why not, as a sentence for the reader. */
  | { readonly found: false; readonly why: string }

const no = (why: string): ReferenceValue => ({ found: false, why })

/** `first.response.body.hits`: the name before `.response.`, and what comes after. */
export const splitReference = (written: string): { name: string; part: string; path: string } | undefined => {
  const found = /^([^.]+)\.response\.(body|headers|status)(?:[.[](.*))?$/.exec(written)
  const [, name, part, path = ''] = found ?? []
  if (name === undefined || part === undefined) return undefined
  // The pattern took the dot or the bracket; both only separate.
  return { name, part, path }
}

/**
 * The value of `name.response.body.path`, `name.response.headers.name` or `name.response.status`. Strings come without
 * their quotes, everything else as the response wrote it.
 */
export const resolveReference = (
  written: string,
  responses: ReadonlyMap<string, NamedResponse>,
): ReferenceValue | undefined => {
  const reference = splitReference(written)
  if (reference === undefined) return undefined
  const { name, part, path } = reference
  const response = responses.get(name)
  if (response === undefined) return no(l10n.t('The request named {0} has not been run yet.', name))
  if (part === 'status') return { found: true, value: String(response.status) }
  if (part === 'headers') {
    const header = Object.entries(response.headers).find(([key]) => key.toLowerCase() === path.toLowerCase())
    return header === undefined
      ? no(l10n.t('The response of {0} has no header {1}.', name, path))
      : { found: true, value: header[1] }
  }
  const steps = pathSteps(path)
  if (steps.length === 0) return { found: true, value: response.body }
  const raw = findInJson(response.body, steps)
  if (raw === undefined) return no(l10n.t('The response of {0} has nothing at {1}.', name, path))
  if (!raw.startsWith('"')) return { found: true, value: raw }
  const text: unknown = JSON.parse(raw)
  return { found: true, value: String(text) }
}
