import { parseSync } from 'oxc-parser'

/** Two words beside each other, or one that begins or ends a sentence; `{}` stands for what is put in. */
const prose = /(?:\p{L}{2,}|\{\})[.:,;)]? (?:\p{L}|\{\})|^\p{Lu}\p{Ll}{2,}(?:[ .]|$)/u
const word = /\p{L}{3,}/u

const childrenOf = (node: object): unknown[] =>
  Object.entries(node).flatMap(([key, value]: [string, unknown]) => (key === 'parent' ? [] : [value]))

const field = (node: object, name: string): unknown => Reflect.get(node, name)

/** A literal as people would read it. */
const textOf = (node: object): string | undefined => {
  const value = field(node, 'value')
  if (field(node, 'type') === 'Literal') return typeof value === 'string' ? value : undefined
  if (field(node, 'type') !== 'TemplateLiteral') return undefined
  const quasis = field(node, 'quasis')
  if (!Array.isArray(quasis)) return undefined
  return quasis.map((quasi: { value: { cooked: string } }) => quasi.value.cooked).join('{}')
}

/** Texts for people in a source that no call of `l10n.t` hands to translators, with their lines. */
export const untranslatedIn = (source: string, name: string): { line: number; text: string }[] => {
  const found: { line: number; text: string }[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const type = String(field(node, 'type'))
    // Names of modules and types are no texts.
    if (/^(?:Import|TSLiteralType|TSTemplateLiteral)/.test(type)) return
    if (type === 'CallExpression') {
      const callee = field(node, 'callee') as { start: number; end: number }
      const [, ...rest] = field(node, 'arguments') as unknown[]
      if (source.slice(callee.start, callee.end).endsWith('l10n.t')) return visit(rest)
    }
    const text = textOf(node)
    if (text !== undefined && prose.test(text) && word.test(text.replaceAll('{}', '')))
      found.push({ line: source.slice(0, field(node, 'start') as number).split('\n').length, text })
    childrenOf(node).forEach(visit)
  }
  visit(parseSync(name, source).program)
  return found
}
