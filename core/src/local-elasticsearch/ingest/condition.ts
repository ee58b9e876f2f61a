import type { IngestDocument } from './ingest-document.ts'

type Condition = (document: IngestDocument) => boolean

const comparison =
  /^\s*ctx((?:\??\.\w+)+)\s*(==|!=)\s*(true|false|null|-?\d+(?:\.\d+)?|'[^'\\]*'|"[^"\\]*")\s*$/

const literal = (text: string): unknown =>
  text.startsWith("'") ? text.slice(1, -1) : (JSON.parse(text) as unknown)

const compileOne = (text: string): Condition | undefined => {
  const [, path, operator, value] = comparison.exec(text) ?? []
  if (path === undefined || value === undefined) return undefined
  const field = path.replaceAll('?', '').slice(1)
  const wanted = literal(value)
  return (document) => ((document.get(field) ?? null) === wanted) === (operator === '==')
}

/**
 * An `if` of a processor, as far as it compares fields with fixed values: `ctx?.a?.b == true && ctx.c != null`.
 * Undefined for everything else that Painless can say.
 */
export const compileCondition = (text: string): Condition | undefined => {
  const isOr = text.includes('||')
  const parts = text.split(isOr ? '||' : '&&').map(compileOne)
  const known = parts.filter((part) => part !== undefined)
  if (known.length < parts.length) return undefined
  return (document) =>
    isOr ? known.some((condition) => condition(document)) : known.every((condition) => condition(document))
}
