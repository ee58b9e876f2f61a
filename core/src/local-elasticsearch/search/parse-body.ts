import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { isRecord } from '../mappings/is-record.ts'
import { plainValue } from '../xcontent/json-node.ts'
import { parseJson } from '../xcontent/parse-json.ts'
import { BodyFault, faultException } from './body-fault.ts'
import { tokenName } from './body-values.ts'

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The slow parser knows the words and the place for what is broken.
    return plainValue(parseJson(text))
  }
}

/** Reads a request body, which may be missing, and gives faults in it their lines and columns. */
export const parseBody = <T>(text: string, read: (body: Record<string, unknown>) => T): T => {
  const body = text.trim() === '' ? {} : parse(text)
  if (!isRecord(body)) {
    const reason = `Expected [START_OBJECT] but found [${tokenName(body)}]`
    throw new ElasticsearchException(400, 'parsing_exception', reason, { line: 1, col: 1 })
  }
  try {
    return read(body)
  } catch (error) {
    throw error instanceof BodyFault ? faultException(error, text) : error
  }
}
