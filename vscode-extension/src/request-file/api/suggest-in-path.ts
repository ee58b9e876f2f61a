import { methods } from '../methods.ts'
import type { ApiProperties, ApiTable } from './api-table.ts'
import { continuations, findEndpoint } from './find-endpoint.ts'
import { kibanaPaths } from './kibana-paths.ts'
import type { Place } from './place-at.ts'
import { inSnippet } from './suggestion.ts'
import type { Suggestion, Suggestions, Wanted } from './suggestion.ts'
import { alternatives } from './types-at.ts'

/** What a parameter of a path names, if the cluster can say which there are. */
const wantedOf = (parameter: string): Wanted | undefined => {
  if (/^(?:index|target|source_index)$/.test(parameter)) return { of: 'index' }
  if (parameter === 'connector_id') return { of: 'connector' }
  return parameter === 'connector_sync_job_id' ? { of: 'sync-job' } : undefined
}

export const suggestMethods = (place: Extract<Place, { kind: 'method' }>): Suggestions => ({
  span: place.span,
  items: methods.map((method, at) => ({
    kind: 'method',
    label: method,
    insert: `${method} `,
    filter: method,
    sort: String(at),
    goesOn: true,
  })),
})

/** Whole ways on from the segment under the cursor: `_connector/{connector_id}/_scheduling`. */
export const suggestSegments = (
  table: ApiTable,
  place: Extract<Place, { kind: 'segment' }>,
  typed: string,
): Suggestions => {
  const found = continuations(table, place.request.method, place.before)
  const parameters = found.flatMap(({ rest: [first = ''] }) =>
    first.startsWith('{') ? [first.slice(1, -1)] : [],
  )
  const items = found.flatMap(({ endpoint, rest }): Suggestion[] => {
    // A name is being written; what follows it comes after its slash.
    if (typed !== '' && rest[0]?.startsWith('{') === true) return []
    const label = rest.join('/')
    return [
      {
        kind: 'path',
        label,
        insert: asSnippet(label),
        filter: label,
        detail: endpoint.name,
        // The short ones first, and those that begin with a name last.
        sort: `${label.startsWith('{') ? 1 : 0}${String(rest.length).padStart(2, '0')}${label}`,
        about: { endpoint },
      },
    ]
  })
  const [wanted] = parameters.flatMap((parameter) => wantedOf(parameter) ?? [])
  return {
    span: place.span,
    items,
    ...(wanted && !typed.startsWith('_') && { wanted, write: 'path' as const }),
  }
}

/** `{id}` is a place to be filled in. */
const asSnippet = (path: string): string => {
  let stop = 0
  return path
    .split('/')
    .map((segment) =>
      segment.startsWith('{') ? `\${${++stop}:${segment.slice(1, -1)}}` : inSnippet(segment),
    )
    .join('/')
}

/** What Kibana has for the method; whole paths, for there are few. */
export const suggestKibanaPaths = (place: Extract<Place, { kind: 'kibana-path' }>): Suggestions => ({
  span: place.span,
  items: Object.entries(kibanaPaths)
    .filter(([, methods]) => methods.includes(place.request.method))
    .map(([path]) => ({
      kind: 'path',
      label: path,
      insert: asSnippet(path),
      filter: path,
      detail: 'Kibana',
    })),
})

const queryOf = (
  table: ApiTable,
  { request }: { request: { method: string; target: string } },
): ApiProperties => findEndpoint(table, request.method, request.target)?.endpoint.query ?? {}

export const suggestParameters = (
  table: ApiTable,
  place: Extract<Place, { kind: 'parameter' }>,
): Suggestions => ({
  span: place.span,
  items: Object.entries(queryOf(table, place))
    .filter(([name]) => !place.present.has(name))
    .map(([name, property]) => {
      const isFlag = alternatives(table, property.type).some(({ kind }) => kind === 'boolean')
      return {
        kind: 'parameter',
        label: name,
        insert: isFlag && property.default !== 'true' ? inSnippet(name) : `${inSnippet(name)}=`,
        filter: name,
        goesOn: !isFlag,
        about: { property },
      }
    }),
})

export const suggestParameterValues = (
  table: ApiTable,
  place: Extract<Place, { kind: 'parameter-value' }>,
): Suggestions => {
  const query = queryOf(table, place)
  const property = Object.hasOwn(query, place.name) ? query[place.name] : undefined
  const values = (property === undefined ? [] : alternatives(table, property.type)).flatMap((type) => {
    if (type.kind === 'boolean') return ['true', 'false']
    return type.kind === 'values' ? type.values : []
  })
  return {
    span: place.span,
    items: [...new Set(values)].map((value) => ({
      kind: 'value',
      label: value,
      insert: inSnippet(value),
      filter: value,
      ...(property && { about: { property } }),
    })),
  }
}
