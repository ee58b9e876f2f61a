import { plainValue } from './json-node.ts'
import { parseLossless } from './lossless-json.ts'
import { parseJson } from './parse-json.ts'

/** Reads a request body. Throws Elasticsearch's own 400 for malformed JSON, with line and column. */
export const readJson = (text: string): unknown => {
  try {
    return parseLossless(text)
  } catch {
    return plainValue(parseJson(text))
  }
}
