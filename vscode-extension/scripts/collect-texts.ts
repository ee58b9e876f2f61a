import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = join(import.meta.dirname, '../src')
/** A call, and the literal that has to stand first in it. */
const call = /\bl10n\.t\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")?/g
/** As the formatter leaves them, only quotes are escaped; anything more would be another text for translators. */
const escape = /\\(['"])/g

/** The texts of one source, as `l10n.t` gets them. */
export const textsIn = (source: string, name: string): string[] =>
  [...source.matchAll(call)].map(({ 1: single, 2: double, index }) => {
    const text = (single ?? double)?.replaceAll(escape, '$1')
    const line = source.slice(0, index).split('\n').length
    if (text === undefined)
      throw new Error(`${name}:${line}: a text must be a literal, else no translator sees it.`)
    if (text.includes('\\')) throw new Error(`${name}:${line}: ${text} holds an escape.`)
    return text
  })

/** Every text that the sources hand to `l10n.t`, sorted: the bundle that translations start from. */
export const collectTexts = (): string[] => {
  const files = globSync('**/*.ts', { cwd: sources }).filter((name) => !name.endsWith('.test.ts'))
  return [
    ...new Set(files.flatMap((name) => textsIn(readFileSync(join(sources, name), 'utf8'), name))),
  ].toSorted()
}
