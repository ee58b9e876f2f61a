import { isRecord } from '../../mappings/is-record.ts'
import { escapeRegex } from '../../mappings/wildcard.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, illegalArgument, singleField, toFlag, toNumber } from '../body-values.ts'
import { exactColumn, searchableField, wordsColumn } from '../field-columns.ts'
import { checkSearchable } from '../field-term.ts'
import { noMatches, slotMatches } from '../matches.ts'
import type { Matcher, QueryContext, QueryParser } from '../query.ts'
import { shardException } from '../shard-exception.ts'

const compile = (
  context: QueryContext,
  path: string,
  pattern: { name: string; regex: RegExp; boost: number },
): Matcher => {
  const { reader, root, index } = context
  const field = searchableField(root, path)
  if (field === undefined) return () => noMatches(reader)
  const { name, regex, boost } = pattern
  checkSearchable(context, field)
  if (field.kind === 'exact' && field.type !== 'ip') {
    const column = exactColumn(reader, field, path)
    return () =>
      slotMatches(
        reader,
        [...column.terms()].filter((term) => regex.test(term)).flatMap((term) => column.slots(term)),
        boost,
      )
  }
  if (field.kind !== 'words') {
    throw shardException(
      index,
      `Can only use ${name} queries on keyword, text and wildcard fields - not on [${path}] which is of type [${field.type}]`,
    )
  }
  const column = wordsColumn(reader, field)
  return () => {
    const postings = [...column.terms()]
      .filter((term) => regex.test(term))
      .flatMap((term) => column.postings(term))
    return slotMatches(
      reader,
      postings.filter((_, at) => at % 2 === 0),
      boost,
    )
  }
}

const parser =
  (name: string, keys: readonly string[], toRegex: (text: string) => string): QueryParser =>
  (body, path) => {
    const { field, value, path: valuePath } = singleField(name, body, path)
    if (Array.isArray(value)) throw new BodyFault(`[${name}] query does not support [${field}]`, valuePath)
    const given = isRecord(value) ? value : { value }
    checkKeys(name, given, { keys: [...keys, 'boost', 'case_insensitive', 'rewrite'], path: valuePath })
    const text = keys.map((key) => given[key]).find((found) => found !== undefined)
    if (typeof text !== 'string' && typeof text !== 'number') throw illegalArgument('value cannot be null')
    const flags = toFlag(given['case_insensitive'] ?? false) ? 'si' : 's'
    const regex = new RegExp(`^${toRegex(String(text))}`, flags)
    const boost = toNumber(given['boost'] ?? 1)
    return (context) => compile(context, field, { name, regex, boost })
  }

/** `*` any text, `?` one character, `\` takes the next one as it is. */
const wildcardRegex = (text: string): string =>
  `${text.replaceAll(/\\(.)|[*?]|[^*?\\]+|\\$/gs, (part, escaped: string | undefined) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    return escapeRegex(escaped ?? part)
  })}$`

export const parsePrefix = parser('prefix', ['value'], escapeRegex)
export const parseWildcard = parser('wildcard', ['value', 'wildcard'], wildcardRegex)
