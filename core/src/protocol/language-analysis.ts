import type { estypes } from '@elastic/elasticsearch'
import type { languages } from './content-index.ts'

type Language = (typeof languages)[number]

interface Words {
  /** Elasticsearch's own name for what brings words to their stem. */
  stemmer: string
  /** Its list of words that say nothing. */
  stop: estypes.AnalysisStopWordLanguage
  /** Articles that are written together with their word, which go first. */
  elision?: readonly string[]
  /** Words are not kept apart by blanks: pairs of signs are searched instead. */
  pairs?: true
}

const asEnglish = { stemmer: 'light_english', stop: '_english_' } as const
const byLanguage: Readonly<Record<Language, Words>> = {
  da: { stemmer: 'danish', stop: '_danish_' },
  de: { stemmer: 'light_german', stop: '_german_' },
  en: asEnglish,
  es: { stemmer: 'light_spanish', stop: '_spanish_' },
  fr: {
    stemmer: 'light_french',
    stop: '_french_',
    elision: ['l', 'm', 't', 'qu', 'n', 's', 'j', 'd', 'c', 'jusqu', 'quoiqu', 'lorsqu', 'puisqu'],
  },
  it: {
    stemmer: 'light_italian',
    stop: '_italian_',
    elision: 'c l all dall dell nell sull coll pell gl agl dagl degl negl sugl un m t s v d'.split(' '),
  },
  ja: { ...asEnglish, pairs: true },
  ko: { ...asEnglish, pairs: true },
  nl: { stemmer: 'dutch', stop: '_dutch_' },
  pt: { stemmer: 'light_portuguese', stop: '_portuguese_' },
  'pt-br': { stemmer: 'brazilian', stop: '_brazilian_' },
  ru: { stemmer: 'russian', stop: '_russian_' },
  th: { stemmer: 'light_english', stop: '_thai_' },
  zh: { ...asEnglish, pairs: true },
}

const isLanguage = (language: string): language is Language => Object.hasOwn(byLanguage, language)

const longest = 12

const sharedFilters: Record<string, estypes.AnalysisTokenFilter> = {
  front_ngram: { type: 'edge_ngram', min_gram: 1, max_gram: longest },
  bigram_joiner: { type: 'shingle', max_shingle_size: 2, token_separator: '', output_unigrams: false },
  bigram_joiner_unigrams: {
    type: 'shingle',
    max_shingle_size: 2,
    token_separator: '',
    output_unigrams: true,
  },
  bigram_max_size: { type: 'length', min: 0, max: 16 },
  delimiter: {
    type: 'word_delimiter_graph',
    catenate_all: true,
    catenate_numbers: true,
    catenate_words: true,
  },
}

const custom = (tokenizer: string, filter: string[]): estypes.AnalysisAnalyzer => ({
  type: 'custom',
  tokenizer,
  filter,
})

/**
 * The analyzers of a content index in a language, by the names that Kibana gives them, so that what searches one such
 * index searches all; undefined for no language, or one that nobody knows.
 */
export const analysisOf = (
  language: string | null | undefined,
): estypes.IndicesIndexSettingsAnalysis | undefined => {
  if (language == null || !isLanguage(language)) return undefined
  const { stemmer, stop, elision, pairs } = byLanguage[language]
  const [stems, stops, elides] = [
    `${language}-stem-filter`,
    `${language}-stop-words-filter`,
    `${language}-elision`,
  ]
  const folded = ['cjk_width', 'lowercase', 'asciifolding']
  const first = elision === undefined ? [] : [elides]
  const last = pairs === true ? ['cjk_bigram'] : []
  return {
    filter: {
      ...sharedFilters,
      [stems]: { type: 'stemmer', language: stemmer },
      [stops]: { type: 'stop', stopwords: stop },
      ...(elision !== undefined && {
        [elides]: { type: 'elision' as const, articles: [...elision], articles_case: true },
      }),
    },
    analyzer: {
      i_prefix: custom('standard', [...folded, 'front_ngram']),
      q_prefix: custom('standard', folded),
      iq_text_base: custom('standard', [...first, ...folded, stops, ...last]),
      iq_text_stem: custom('standard', [...first, ...folded, stops, stems, ...last]),
      iq_text_delimiter: custom('whitespace', [...first, 'delimiter', ...folded, stops, stems, ...last]),
      i_text_bigram: custom('standard', [...first, ...folded, stems, 'bigram_joiner', 'bigram_max_size']),
      q_text_bigram: custom('standard', [
        ...first,
        ...folded,
        stems,
        'bigram_joiner_unigrams',
        'bigram_max_size',
      ]),
    },
  }
}

/** Text as these analyzers make it searchable: by its words, their stems, beginnings, pairs and parts, and as a whole. */
export const analysedText = {
  type: 'text',
  analyzer: 'iq_text_base',
  fields: {
    stem: { type: 'text', analyzer: 'iq_text_stem' },
    prefix: { type: 'text', analyzer: 'i_prefix', search_analyzer: 'q_prefix', index_options: 'docs' },
    joined: {
      type: 'text',
      analyzer: 'i_text_bigram',
      search_analyzer: 'q_text_bigram',
      index_options: 'freqs',
    },
    delimiter: { type: 'text', analyzer: 'iq_text_delimiter', index_options: 'freqs' },
    enum: { type: 'keyword', ignore_above: 2048 },
  },
} as const
