import { optional } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import { given, mergeIntoConnector } from './connector-document.ts'
import { putPart } from './put-part.ts'

/** `PUT /_connector/{id}/_api_key_id`: which key and secret belong to it; nobody checks that they exist. */
export const putConnectorApiKeyId = putPart(
  'api_key_id',
  { api_key_id: optional(nullable(string)), api_key_secret_id: optional(nullable(string)) },
  (context, id, sent) => mergeIntoConnector(context, id, given(sent)),
  (sent) => [
    Object.keys(given(sent)).length === 0 &&
      '[api_key_id] and [api_key_secret_id] cannot both be [null]. ' +
        'Please provide a value for at least one of them.',
  ],
)
