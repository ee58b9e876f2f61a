import * as l10n from '@vscode/l10n'
import { fileVariables } from './file-variables.ts'
import { findPlaceholders } from './find-placeholders.ts'
import type { RequestFile } from './request-file.ts'
import { splitReference } from './resolve-reference.ts'
import type { Span, TextEdit } from './span.ts'

/** A variable or a request with a name, and where the file speaks of it. Spans are of the name alone. */
export interface Named {
  readonly kind: 'variable' | 'request'
  readonly name: string
  /** `# @var`, `# @prompt` or `# @name`; none if it is set elsewhere. */
  readonly declarations: readonly Span[]
  readonly uses: readonly Span[]
}

const named = /^[\p{L}_][\p{L}\p{N}_-]*/u

/** Everything in a file that has a name. */
export const findNames = (file: RequestFile): Named[] => {
  const { text } = file
  const found = new Map<string, { kind: Named['kind']; name: string; declarations: Span[]; uses: Span[] }>()
  const entry = (kind: Named['kind'], name: string) => {
    const key = `${kind} ${name}`
    const known = found.get(key) ?? { kind, name, declarations: [], uses: [] }
    found.set(key, known)
    return known
  }
  const useIn = (start: number, end: number): void => {
    const part = text.slice(start, end)
    if (!part.includes('{')) return
    for (const placeholder of findPlaceholders(part, start)) {
      const reference = splitReference(placeholder.name)
      const name = reference?.name ?? placeholder.name
      const at = text.indexOf(name, placeholder.start)
      entry(reference === undefined ? 'variable' : 'request', name).uses.push({
        start: at,
        end: at + name.length,
      })
    }
  }
  for (const { name, value, valueSpan } of file.directives) {
    if (name !== 'var' && name !== 'prompt' && name !== 'name') continue
    const word = named.exec(value)?.[0]
    if (word === undefined) continue
    const declaration = { start: valueSpan.start, end: valueSpan.start + word.length }
    entry(name === 'name' ? 'request' : 'variable', word).declarations.push(declaration)
  }
  for (const { span } of fileVariables(file).variables.values()) useIn(span.start, span.end)
  for (const { targetSpan, end } of file.requests) useIn(targetSpan.start, end)
  return [...found.values()]
}

/** What the name at a place names. */
export const nameAt = (file: RequestFile, offset: number): (Named & { readonly span: Span }) | undefined => {
  for (const one of findNames(file)) {
    const span = [...one.declarations, ...one.uses].find(({ start, end }) => start <= offset && offset <= end)
    if (span !== undefined) return { ...one, span }
  }
  return undefined
}

/** Edits that give what stands at a place another name, everywhere in the file; else why not, as a sentence. */
export const rename = (
  file: RequestFile,
  offset: number,
  to: string,
): { readonly edits: readonly TextEdit[] } | { readonly why: string } => {
  const one = nameAt(file, offset)
  if (one === undefined) return { why: l10n.t('There is no name here.') }
  if (one.declarations.length === 0)
    return { why: l10n.t("{0} is not set in this file, so it can't be renamed here.", one.name) }
  if (named.exec(to)?.[0] !== to)
    return { why: l10n.t('A name has letters, digits, _ and -, and begins with a letter.') }
  const taken = findNames(file).some(
    ({ kind, name, declarations }) =>
      kind === one.kind && name === to && name !== one.name && declarations.length > 0,
  )
  if (taken)
    return {
      why:
        one.kind === 'request'
          ? l10n.t('There is a request {0} already.', to)
          : l10n.t('There is a variable {0} already.', to),
    }
  return { edits: [...one.declarations, ...one.uses].map((span) => ({ ...span, text: to })) }
}
