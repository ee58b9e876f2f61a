import type { Route } from '../http/route.ts'
import { objectParser, required } from '../xcontent/object-parser.ts'
import { boolean, string } from '../xcontent/values.ts'
import type { ConnectorContext } from './connector-context.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const pipeline = objectParser('ingest_pipeline', {
  extract_binary_content: required(boolean),
  name: required(string),
  reduce_whitespace: required(boolean),
  run_ml_inference: required(boolean),
})

const parser = objectParser(
  'connector_update_pipeline_request',
  { pipeline: required(pipeline) },
  { strict: true },
)

/** `PUT /_connector/{id}/_pipeline`: all four settings at once. */
export const putConnectorPipeline = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_pipeline',
  action: 'cluster:admin/xpack/connector/update_pipeline',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const part = parser.parse(await request.text())
    validate(emptyId('connector_id', id))
    return mergeIntoConnector(context, id, part)
  },
})
