import { required } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { putPart } from './put-part.ts'

/** `PUT /_connector/{id}/_error`: a text means status `error`, null or an empty one `connected`. */
export const putConnectorError = putPart(
  'error',
  { error: required(nullable(string)) },
  (context, id, { error }) =>
    mergeIntoConnector(context, id, { error, status: error ? 'error' : 'connected' }),
)
