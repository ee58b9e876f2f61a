import type { Property, Request } from '@elastic/request-converter/dist/metamodel.js'
import type { ParsedRequest } from '@elastic/request-converter/dist/parse.js'
import { alternatives } from '../request-file/api/types-at.ts'
import type { ApiEndpoint, ApiTable } from '../request-file/api/api-table.ts'
import { findEndpoint } from '../request-file/api/find-endpoint.ts'
import { segmentsOf } from '../request-file/api/place-at.ts'
import type { PreparedRequest } from '../request-file/prepare-request.ts'

const anything = { kind: 'user_defined_value' } as const

/** Names of arguments are all that the converter asks of a property. */
const propertiesOf = (names: Iterable<string>, { aliases = {} }: ApiEndpoint): Property[] =>
  [...names].map((name) => ({
    name,
    type: anything,
    required: false,
    ...(aliases[name] === undefined ? {} : { codegenName: aliases[name] }),
  }))

const requestOf = (table: ApiTable, endpoint: ApiEndpoint): Request => {
  const { body, whole } = endpoint
  const objects = body === undefined || whole !== undefined ? [] : alternatives(table, body)
  const names = objects.flatMap((type) => (type.kind === 'object' ? Object.keys(type.properties) : []))
  return {
    kind: 'request',
    name: { namespace: endpoint.name, name: 'Request' },
    specLocation: '',
    path: propertiesOf(Object.keys(endpoint.path), endpoint),
    query: propertiesOf(Object.keys(endpoint.query), endpoint),
    body:
      body === undefined
        ? { kind: 'no_body' }
        : whole !== undefined
          ? { kind: 'value', value: anything, codegenName: whole }
          : { kind: 'properties', properties: propertiesOf(names, endpoint) },
  }
}

/** The values of a path's parameters: of `/{index}/_search`, the index. */
const paramsOf = (template: string, path: string): Record<string, string> => {
  const given = segmentsOf(path)
  return Object.fromEntries(
    segmentsOf(template).flatMap((segment, at) =>
      segment.startsWith('{') ? [[segment.slice(1, -1), decodeURIComponent(given[at] ?? '')]] : [],
    ),
  )
}

const bodyOf = ({ contentType }: PreparedRequest, body: string | undefined): Pick<ParsedRequest, 'body'> => {
  if (body === undefined) return {}
  const lines =
    contentType === 'application/x-ndjson' ? body.split('\n').filter((line) => line !== '') : undefined
  return { body: lines === undefined ? JSON.parse(body) : lines.map((line) => JSON.parse(line)) }
}

/** A request as the converter would have read it, had it read it. */
export const parsedRequest = (
  prepared: PreparedRequest,
  body: string | undefined,
  table: ApiTable,
): ParsedRequest => {
  const { method, path: url } = prepared
  const [path = '', query] = url.split(/\?(.*)/s)
  const found = findEndpoint(table, method, path)
  const endpoint = found?.endpoint
  const parameters = [...new URLSearchParams(query ?? '')].map(([name, value]) => [
    name,
    // A flag alone says yes.
    value === '' ? 'true' : value,
  ])
  return {
    source: `${method} ${url}`,
    service: 'es',
    method,
    url,
    path: decodeURI(path),
    rawPath: path,
    params: found === undefined ? {} : paramsOf(found.path, path),
    ...(parameters.length === 0 ? {} : { query: Object.fromEntries(parameters) as Record<string, string> }),
    ...(endpoint === undefined
      ? {}
      : {
          api: endpoint.name,
          request: requestOf(table, endpoint),
          availability: { stack: {} },
          ...(endpoint.mediaTypes === undefined ? {} : { mediaTypes: [...endpoint.mediaTypes] }),
        }),
    ...bodyOf(prepared, body),
  }
}
