import type { estypes } from '@elastic/elasticsearch'

/**
 * The content index as Patchbay makes it. The worker and the operations make the same one, so that it doesn't matter
 * who comes first.
 */

/** What the names of content indices usually begin with: Kibana's habits, Elasticsearch's rule from 9.0 on, and ours. */
export const usualContentPatterns: readonly string[] = ['search-*', 'content-*', 'connector-*']

/** Languages that Kibana offers for a content index. */
export const languages = [
  'da',
  'de',
  'en',
  'es',
  'fr',
  'it',
  'ja',
  'ko',
  'nl',
  'pt',
  'pt-br',
  'ru',
  'th',
  'zh',
] as const

const keyword = { type: 'keyword', ignore_above: 2048 } as const

/** Text that can be searched by words and, under `.enum`, compared as a whole. */
const searchableText = { type: 'text', fields: { enum: keyword } } as const

// Kibana's document-level security asks `.keyword` on a bare index and `.enum` on an index with templates: both answer.
const accessControl = { type: 'keyword', fields: { keyword, enum: keyword } } as const

/** What told the last sync which part a document belongs to and what was in it; never searched, only read back. */
const patchbayField = { type: 'keyword', index: false, doc_values: true } as const

/**
 * Mappings of a new content index; `language` is noted for whoever looks, and null when none was chosen.
 * @param text how texts are searched: with the analyzers of a language, where the index has them.
 */
export const contentIndexMappings = (
  language: string | null | undefined,
  text: estypes.MappingProperty = searchableText,
): estypes.MappingTypeMapping => ({
  _meta: { created_by: 'patchbay', language: language ?? null },
  dynamic_templates: [{ all_text_fields: { match_mapping_type: 'string', mapping: text } }],
  properties: {
    id: keyword,
    _timestamp: { type: 'date' },
    _patchbay: patchbayField,
    _allow_access_control: accessControl,
  },
})

/** The two fields that an index made by somebody else lacks; adding them changes nothing that is there. */
export const addedMappings: Pick<estypes.MappingTypeMapping, 'properties'> = {
  properties: { _patchbay: patchbayField },
}
