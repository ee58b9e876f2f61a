/**
 * Names and patterns as roles hold them: `*` is any text, `?` one character, `/.../` a regular expression over the
 * whole name.
 */
export type Matcher = (name: string) => boolean

const isRegex = (pattern: string): boolean =>
  pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')

export const hasWildcard = (pattern: string): boolean => isRegex(pattern) || /[*?]/.test(pattern)

const escape = (text: string): string => text.replace(/[\\^$.|+()[\]{}/-]/g, String.raw`\$&`)

const compile = (pattern: string): RegExp =>
  isRegex(pattern)
    ? new RegExp(`^(?:${pattern.slice(1, -1)})$`, 's')
    : new RegExp(`^${escape(pattern).replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')

/** What Elasticsearch's engine reads as operators and this one as letters: refused, so that no role means two things. */
const foreignOperators = /(?<!\\)[~&<>@#"]/

/** Why this pattern can't be used; undefined when it can. */
export const patternComplaint = (pattern: string): string | undefined => {
  if (!isRegex(pattern)) return undefined
  if (foreignOperators.test(pattern)) {
    return `local Elasticsearch does not know the operators ~ & < > @ # " in the regular expression pattern [${pattern}]`
  }
  try {
    compile(pattern)
    return undefined
  } catch {
    return `invalid regular expression pattern [${pattern}]`
  }
}

/** True for a name that one of the patterns covers. */
export const matcherOf = (patterns: readonly string[]): Matcher => {
  const names = new Set(patterns.filter((pattern) => !hasWildcard(pattern)))
  const expressions = patterns.filter(hasWildcard).map(compile)
  return (name) => names.has(name) || expressions.some((expression) => expression.test(name))
}

/** True when every name that `inner` stands for is one that `outer` stands for. */
export const covers = (outer: string, inner: string): boolean => {
  if (outer === inner || outer === '*') return true
  if (!hasWildcard(inner)) return matcherOf([outer])(inner)
  if (isRegex(outer)) return false
  return isRegex(inner) ? coversRegex(outer, inner) : coversWildcards(outer, inner)
}

/** Only where the beginning decides, as with `logs-*` and `/logs-[0-9]+/`: enough for the roles that people write. */
const coversRegex = (outer: string, inner: string): boolean => {
  const start = outer.slice(0, -1)
  if (!outer.endsWith('*') || hasWildcard(start) || inner.includes('|')) return false
  const literal = /^[\w-]*(?![*?+{\w-])/.exec(inner.slice(1, -1))?.[0] ?? ''
  return literal.startsWith(start)
}

/** The wildcards of `inner` are letters that only a wildcard of `outer` as wide can stand for. */
const coversWildcards = (outer: string, inner: string): boolean => {
  // reached[i]: the part of `outer` read so far covers the first i characters of `inner`.
  let reached = Array.from({ length: inner.length + 1 }, (_, index) => index === 0)
  for (const sign of outer) {
    const next = reached.map((_, index) => sign === '*' && index === 0 && reached[0] === true)
    for (let index = 0; index < inner.length; index++) {
      const letter = inner[index]
      if (sign === '*') next[index + 1] = reached[index + 1] === true || next[index] === true
      else next[index + 1] = reached[index] === true && (sign === letter || (sign === '?' && letter !== '*'))
    }
    reached = next
  }
  return reached[inner.length] === true
}

/** True when some name could be meant by both. */
export const overlaps = (one: string, other: string): boolean => {
  if (!hasWildcard(one)) return matcherOf([other])(one)
  if (!hasWildcard(other)) return matcherOf([one])(other)
  if (isRegex(one) || isRegex(other)) return true
  const [a = '', b = ''] = [one, other].map((pattern) => pattern.slice(0, pattern.search(/[*?]/)))
  return a.startsWith(b) || b.startsWith(a)
}
