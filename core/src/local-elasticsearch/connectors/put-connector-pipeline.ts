import { objectParser, required } from '../xcontent/object-parser.ts'
import { boolean, string } from '../xcontent/values.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { putPart } from './put-part.ts'

const pipeline = objectParser('ingest_pipeline', {
  extract_binary_content: required(boolean),
  name: required(string),
  reduce_whitespace: required(boolean),
  run_ml_inference: required(boolean),
})

/** `PUT /_connector/{id}/_pipeline`: all four settings at once. */
export const putConnectorPipeline = putPart(
  'pipeline',
  { pipeline: required(pipeline) },
  (context, id, part) => mergeIntoConnector(context, id, part),
)
