import { optional } from '../xcontent/object-parser.ts'
import { nullable, string } from '../xcontent/values.ts'
import { given, mergeIntoConnector } from './connector-document.ts'
import { putPart } from './put-part.ts'

/** `PUT /_connector/{id}/_name`: name and description; what is null stays as it is. */
export const putConnectorName = putPart(
  'name',
  { name: optional(nullable(string)), description: optional(nullable(string)) },
  (context, id, sent) => mergeIntoConnector(context, id, given(sent)),
  (sent) => [
    Object.keys(given(sent)).length === 0 &&
      '[name] and [description] cannot both be [null]. Please provide a value for at least one of them.',
  ],
)
