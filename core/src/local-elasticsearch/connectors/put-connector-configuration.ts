import { z } from 'zod'
import type { Route } from '../http/route.ts'
import { merge } from './change-document.ts'
import { configurationParser } from './configuration-parser.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector, given } from './connector-document.ts'
import { nullPointer, ruleBroken } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

type Source = Record<string, unknown>

const stored = z.record(z.string(), z.record(z.string(), z.unknown())).catch({})

/** A field as it is stored: these four are always there, the others when they have a value. */
const storedField = (field: Source): Source => ({
  ...given(field),
  default_value: field['default_value'] ?? null,
  value: field['value'] ?? null,
  required: field['required'] ?? false,
  sensitive: field['sensitive'] ?? false,
})

const withValues = (source: Source, values: Source): Source => {
  const configuration = stored.parse(source['configuration'])
  const unknown = Object.keys(values).filter((key) => !(key in configuration))
  if (unknown.length > 0) {
    throw ruleBroken(
      `Unknown [configuration] fields in the request payload: [${unknown.join(', ')}]. ` +
        'Remove them from request or register their schema first.',
    )
  }
  if (Object.values(values).includes(null)) throw nullPointer()
  const changes = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }]))
  return merge(source, { configuration: changes, status: 'configured' })
}

/** `PUT /_connector/{id}/_configuration`: the whole schema with its values, or values alone. Nobody checks them here. */
export const putConnectorConfiguration = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_configuration',
  action: 'cluster:admin/xpack/connector/update_configuration',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { configuration, values } = configurationParser.parse(await request.text())
    validate(
      emptyId('connector_id', id),
      configuration === undefined &&
        values === undefined &&
        '[configuration] and [values] cannot both be null.',
      configuration !== undefined &&
        values !== undefined &&
        '[configuration] and [values] cannot both be provided in the same request.',
    )
    if (configuration === undefined) {
      return changeFoundConnector(context, id, {
        to: (source) => withValues(source, values ?? {}),
        refresh: true,
      })
    }
    const schema = Object.fromEntries(
      Object.entries(configuration).map(([key, field]) => [key, storedField(field)]),
    )
    return changeFoundConnector(context, id, {
      to: (source) => ({ ...source, configuration: schema, status: 'configured' }),
      refresh: true,
      always: true,
    })
  },
})
