import { parseTree } from 'jsonc-parser'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { documentFits } from './document-fits.ts'
import { isRecord } from './is-record.ts'
import type { ApplyDynamicMapping, Mappings } from './mapping.ts'
import { compileMapping } from './mapping-tree.ts'
import { depthLimit, fieldLimit, mergeNormalized } from './merge-mappings.ts'
import { readNewFields } from './read-new-fields.ts'

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ElasticsearchException(400, 'document_parsing_exception', `failed to parse: ${reason}`, {
      caused_by: { type: 'x_content_parse_exception', reason },
    })
  }
}

/** See `ApplyDynamicMapping` in `mapping.ts`. */
export const applyDynamicMapping: ApplyDynamicMapping = (
  mappings,
  { id, text, value = parse(text) },
  settings,
) => {
  if (!isRecord(value)) {
    throw new ElasticsearchException(
      400,
      'document_parsing_exception',
      'Malformed content, must start with an object',
    )
  }
  if (documentFits(compileMapping(mappings), value)) return undefined
  const tree = parseTree(text)
  if (tree === undefined) return undefined
  const limits = { limit: fieldLimit(settings), depth: depthLimit(settings) }
  const additions = readNewFields(mappings, { id, text, tree }, limits)
  if (additions.length === 0) return undefined
  const merged = additions.reduce<Mappings>((result, { path, definition }) => {
    const update = path
      .split('.')
      .reduceRight<Record<string, unknown>>((inner, part) => ({ properties: { [part]: inner } }), definition)
    return mergeNormalized(result, update)
  }, mappings)
  return { mappings: merged }
}
