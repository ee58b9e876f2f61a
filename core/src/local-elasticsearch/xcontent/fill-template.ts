import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { isRecord } from '../mappings/is-record.ts'

const tag =
  /\{\{\{\s*([\w.-]+)\s*\}\}\}|\{\{#toJson\}\}\s*([\w.-]+)\s*\{\{\/toJson\}\}|\{\{\s*([\w.-]+)\s*\}\}/g

const valueAt = (parameters: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)]
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }, parameters)

const asText = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * A Mustache template as role queries and pipelines use it, filled in: `{{name}}` is a text inside of a JSON string, `{{{name}}}` goes
 * in as it is, `{{#toJson}}name{{/toJson}}` as JSON.
 */
export const fillTemplate = (source: string, parameters: Readonly<Record<string, unknown>>): string =>
  source.replaceAll(tag, (_, raw?: string, json?: string, text?: string) => {
    if (json !== undefined) return JSON.stringify(valueAt(parameters, json) ?? null)
    if (raw !== undefined) return asText(valueAt(parameters, raw))
    return JSON.stringify(asText(valueAt(parameters, text ?? ''))).slice(1, -1)
  })

/** Refuses what else Mustache has. Throws 400. */
export const checkTemplate = (source: string): void => {
  const rest = source.replaceAll(tag, '')
  const found = /\{\{.{0,40}?\}\}|\{\{/s.exec(rest)?.[0]
  if (found === undefined) return
  const known = '{{name}}, {{{name}}} and {{#toJson}}name{{/toJson}}'
  throw new ElasticsearchException(
    400,
    'illegal_argument_exception',
    `local Elasticsearch knows no other parts of a template than ${known}, found [${found}]`,
  )
}
