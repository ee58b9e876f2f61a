import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

/** Throws the genuine 400 with everything that is wrong, in order; false and undefined are no complaints. */
export const validate = (...complaints: readonly (string | false | undefined)[]): void =>
  refuseAs('action_request_validation_exception', complaints)

/** The same from inside an action, where Elasticsearch gives the error another type. */
export const validateInside = (...complaints: readonly (string | false | undefined)[]): void =>
  refuseAs('validation_exception', complaints)

const refuseAs = (type: string, complaints: readonly (string | false | undefined)[]): void => {
  const found = complaints.filter((complaint) => typeof complaint === 'string')
  if (found.length === 0) return
  const listed = found.map((complaint, index) => `${index + 1}: ${complaint};`).join('')
  throw new ElasticsearchException(400, type, `Validation Failed: ${listed}`)
}
