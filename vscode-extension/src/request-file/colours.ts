import { findNames } from './find-names.ts'
import type { RequestFile } from './request-file.ts'
import type { ResolveVariable } from './resolve-variables.ts'
import type { Span } from './span.ts'

/** What a name is, where the grammar can't know: it would need the whole file. */
export interface Coloured extends Span {
  readonly kind: 'variable' | 'request'
  /** It is set here; its value is a secret; nothing sets it. */
  readonly as: 'declaration' | 'secret' | 'unknown' | 'use'
}

/** The names of a file, in order: what they are, and whether they have a value. */
export const colours = (file: RequestFile, resolve: ResolveVariable): Coloured[] =>
  findNames(file)
    .flatMap(({ kind, name, declarations, uses }) => {
      const variable = kind === 'variable' ? resolve(name) : undefined
      const isUnknown =
        kind === 'request'
          ? declarations.length === 0
          : variable?.found === false && !variable.ask && declarations.length === 0
      const as = isUnknown ? 'unknown' : variable?.found === true && variable.secret ? 'secret' : 'use'
      return [
        ...declarations.map((span): Coloured => ({ ...span, kind, as: 'declaration' })),
        ...uses.map((span): Coloured => ({ ...span, kind, as })),
      ]
    })
    .toSorted((a, b) => a.start - b.start)
