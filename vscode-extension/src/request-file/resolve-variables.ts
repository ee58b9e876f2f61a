import * as l10n from '@vscode/l10n'
import { findPlaceholders } from './find-placeholders.ts'
import { fileVariables } from './file-variables.ts'
import { parseEnvFile } from './parse-env-file.ts'
import type { RequestFile } from './request-file.ts'
import { resolveReference, splitReference } from './resolve-reference.ts'
import type { NamedResponse } from './resolve-reference.ts'
import { applyEdits } from './span.ts'
import type { Span } from './span.ts'

/** Where a value comes from, to be shown beside it. */
export type VariableOrigin =
  | { readonly kind: 'prompt' }
  | { readonly kind: 'file'; readonly span: Span }
  | { readonly kind: 'settings' }
  | { readonly kind: 'secret' }
  | { readonly kind: 'env'; readonly path: string; readonly line: number }
  | { readonly kind: 'response'; readonly request: string }

export interface VariableSources {
  /** What was typed for this run. */
  readonly prompt?: ReadonlyMap<string, string>
  readonly settings?: ReadonlyMap<string, string>
  /** Of SecretStorage. */
  readonly secrets?: ReadonlyMap<string, string>
  /** The nearest first. */
  readonly envFiles?: readonly { readonly path: string; readonly text: string }[]
  readonly responses?: ReadonlyMap<string, NamedResponse>
}

export type Variable =
  | {
      readonly found: true
      readonly value: string
      readonly origin: VariableOrigin
      /** Not to be shown: it is one, or is made of one. */
      readonly secret: boolean
    }
  /** `ask`: the file says to prompt for it. */
  | { readonly found: false; readonly ask: boolean; readonly why: string }

export type ResolveVariable = (name: string) => Variable

/** Values that name values can double at every step. */
const longest = 1_000_000

const plain = (value: string, origin: VariableOrigin): Variable => ({
  found: true,
  value,
  origin,
  secret: origin.kind === 'secret',
})

/**
 * Gives each name its value: what was typed, then the file, settings, secrets and `.env` files. A value of the file may
 * hold placeholders itself. `name.response.body.path` is a part of an earlier response.
 */
export const resolveVariables = (file: RequestFile, sources: VariableSources): ResolveVariable => {
  const own = fileVariables(file)
  const env = (sources.envFiles ?? []).flatMap(({ path, text }) =>
    parseEnvFile(text).map((entry) => ({ ...entry, path })),
  )
  const known = new Map<string, Variable>()

  const fromEnv = (name: string): Variable | undefined => {
    const entry = env.find((one) => one.name === name)
    return entry && plain(entry.value, { kind: 'env', path: entry.path, line: entry.line })
  }
  const fromFile = (name: string, above: readonly string[]): Variable | undefined => {
    const variable = own.variables.get(name)
    if (variable === undefined) return undefined
    let secret = false
    let length = variable.value.length
    const edits = []
    for (const placeholder of findPlaceholders(variable.value)) {
      const part = resolve(placeholder.name, [...above, name])
      if (!part.found) return { ...part, why: l10n.t('{0} needs {1}. {2}', name, placeholder.name, part.why) }
      secret ||= part.secret
      length += part.value.length
      if (length > longest)
        return { found: false, ask: false, why: l10n.t('The value of {0} grows too long.', name) }
      edits.push({ ...placeholder, text: part.value })
    }
    const value = applyEdits(variable.value, edits)
    return { found: true, value, origin: { kind: 'file', span: variable.span }, secret }
  }
  const given = (
    values: ReadonlyMap<string, string> | undefined,
    name: string,
    origin: VariableOrigin,
  ): Variable | undefined => {
    const value = values?.get(name)
    return value === undefined ? undefined : plain(value, origin)
  }
  const missing = (name: string): Variable => {
    const ask = own.prompts.has(name)
    const why = ask
      ? l10n.t('It is asked for when the request runs.')
      : l10n.t(
          'No variable {0} is set. Write "# @var {0} = value" above, or set it in the settings or a .env file.',
          name,
        )
    return { found: false, ask, why }
  }
  const fromResponse = (name: string): Variable | undefined => {
    const reference = resolveReference(name, sources.responses ?? new Map())
    if (reference === undefined) return undefined
    if (!reference.found) return { found: false, ask: false, why: reference.why }
    return plain(reference.value, { kind: 'response', request: splitReference(name)?.name ?? name })
  }

  const resolve = (name: string, above: readonly string[]): Variable => {
    if (above.includes(name))
      return {
        found: false,
        ask: false,
        why: l10n.t('{0} goes round in a circle.', [...above, name].join(' -> ')),
      }
    // A ladder of values that each name the next one twice is walked once.
    const before = known.get(name)
    if (before !== undefined) return before
    if (above.length > 50) return { found: false, ask: false, why: l10n.t('Its values are nested too deep.') }
    const variable =
      fromResponse(name) ??
      given(sources.prompt, name, { kind: 'prompt' }) ??
      fromFile(name, above) ??
      given(sources.settings, name, { kind: 'settings' }) ??
      given(sources.secrets, name, { kind: 'secret' }) ??
      fromEnv(name) ??
      missing(name)
    // Whether it is a circle depends on where one began.
    if (variable.found || above.length === 0) known.set(name, variable)
    return variable
  }
  return (name) => resolve(name, [])
}
