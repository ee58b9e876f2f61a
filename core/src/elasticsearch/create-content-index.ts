import type { Client } from '@elastic/elasticsearch'
import { hasStatus } from '../errors.ts'
import { contentIndexMappings } from '../protocol/content-index.ts'
import { analysedText, analysisOf } from '../protocol/language-analysis.ts'

/** Elasticsearch without its module of languages, as local Elasticsearch is, names what it doesn't know. */
const lacksAnalysis = (error: unknown): boolean =>
  hasStatus(error, 400) && /analyzer|token filter|filter type/i.test(error.reason)

/**
 * Makes a content index, with the analyzers of its language where one was chosen and the cluster has them.
 * @throws ElasticsearchError, also where it is there already.
 */
export const createContentIndex = async (
  es: Client,
  index: string,
  language: string | null | undefined,
): Promise<void> => {
  const analysis = analysisOf(language)
  if (analysis !== undefined) {
    try {
      const mappings = contentIndexMappings(language, analysedText)
      await es.indices.create({ index, settings: { analysis }, mappings })
      return
    } catch (error) {
      if (!lacksAnalysis(error)) throw error
    }
  }
  await es.indices.create({ index, mappings: contentIndexMappings(language) })
}
