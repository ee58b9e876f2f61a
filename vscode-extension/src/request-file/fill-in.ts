import { replaceInText } from './replace-in-text.ts'
import type { ResolveVariable } from './resolve-variables.ts'

/** A piece of text with its placeholders replaced; undefined if one of them has no value. */
export const fillIn = (text: string, resolve: ResolveVariable): string | undefined => {
  let complete = true
  const filled = replaceInText(text, 0, {
    resolve,
    unresolved: () => {
      complete = false
    },
    encode: (value) => value,
  })
  return complete ? filled : undefined
}
