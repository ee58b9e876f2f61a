import { findPlaceholders } from './find-placeholders.ts'
import type { Placeholder } from './find-placeholders.ts'
import type { ResolveVariable } from './resolve-variables.ts'

export interface Substitution {
  readonly resolve: ResolveVariable
  /** Called for each placeholder without a usable value: `kept` if its text is sent as it stands. */
  readonly unresolved: (
    placeholder: Placeholder,
    about: { readonly why: string; readonly kept: boolean },
  ) => void
}

/** Text with its placeholders replaced; `encode` makes values safe for where they stand. */
export const replaceInText = (
  text: string,
  offset: number,
  { resolve, unresolved, encode }: Substitution & { encode: (value: string) => string },
): string => {
  if (!text.includes('{')) return text
  let at = 0
  let result = ''
  for (const placeholder of findPlaceholders(text, offset)) {
    const variable = resolve(placeholder.name)
    if (!variable.found) {
      unresolved(placeholder, { why: variable.why, kept: true })
      continue
    }
    result += text.slice(at, placeholder.start - offset) + encode(variable.value)
    at = placeholder.end - offset
  }
  return result + text.slice(at)
}
