import type { ApiEndpoint, ApiProperty, ApiTable, ApiType } from './api-table.ts'
import { findEndpoint } from './find-endpoint.ts'
import type { Place } from './place-at.ts'
import { segmentsOf } from './place-at.ts'
import { membersOf } from './place-in-body.ts'
import { inSnippet } from './suggestion.ts'
import type { Suggestion, Suggestions, Wanted } from './suggestion.ts'
import { alternatives, childrenOf, typesAt } from './types-at.ts'

type InBody = Extract<Place, { kind: 'name' | 'value' }>

/** The type of one body: of newline-delimited ones, that of a line. */
export const rootOf = (table: ApiTable, endpoint: ApiEndpoint): number | undefined => {
  if (endpoint.body === undefined || endpoint.mediaTypes?.includes('application/x-ndjson') !== true)
    return endpoint.body
  const list = alternatives(table, endpoint.body).find(({ kind }) => kind === 'list')
  return list?.kind === 'list' ? list.of : endpoint.body
}

/** What stands around a place can be; none where nothing is known. */
export const aroundPlace = (table: ApiTable, text: string, place: InBody): ApiType[] => {
  const { request, steps, members } = place
  const endpoint = findEndpoint(table, request.method, request.target)?.endpoint
  const root = endpoint && rootOf(table, endpoint)
  if (root === undefined) return []
  const last = steps.at(-1)
  return typesAt(table, root, {
    steps,
    membersOf: (step) =>
      step === last
        ? members
        : membersOf(text, { start: step.start, end: Math.max(request.end, step.start) }),
  })
}

/** A value of a type to begin with, as a snippet. */
const beginning = (types: readonly ApiType[]): string => {
  const [type, ...others] = types
  switch (type?.kind) {
    case 'object':
    case 'map':
      return '{$0}'
    case 'list':
      return '[$0]'
    case 'values':
      return '"$0"'
    case 'text':
      // Text that may as well be something else is mostly not text.
      return others.some(({ kind }) => kind === 'number' || kind === 'boolean') ? '$0' : '"$0"'
    default:
      return '$0'
  }
}

const kindsOf = (types: readonly ApiType[]): string =>
  [...new Set(types.map(({ kind }) => (kind === 'values' ? 'text' : kind === 'map' ? 'object' : kind)))].join(
    ' | ',
  )

const nameItem = (table: ApiTable, place: InBody, [name, property]: [string, ApiProperty]): Suggestion => {
  const types = alternatives(table, property.type)
  const quoted = JSON.stringify(name)
  const value = place.colon ? '' : `: ${beginning(types)}`
  return {
    kind: 'name',
    label: name,
    insert: `${inSnippet(quoted)}${value}`,
    filter: place.quoted ? quoted : name,
    detail: kindsOf(types),
    // What must be there comes first.
    sort: `${property.required === true ? 0 : property.deprecated === undefined ? 1 : 2}${name}`,
    goesOn: /[{["]\$0/.test(value),
    about: { property },
  }
}

const suggestNames = (table: ApiTable, text: string, place: InBody): Suggestions => {
  const around = aroundPlace(table, text, place)
  const properties = new Map(
    around.flatMap((type) => (type.kind === 'object' ? Object.entries(type.properties) : [])),
  )
  const items = [...properties]
    .filter(([name]) => !place.members.has(name) || place.span.end > place.span.start)
    .map((entry) => nameItem(table, place, entry))
  const wanted = namesWanted(table, place, around)
  return { span: place.span, items, ...(wanted && { wanted }), write: 'json' }
}

/** The index that a request is about, if it names one. */
const indexOf = (table: ApiTable, { method, target }: InBody['request']): string | undefined =>
  findEndpoint(table, method, target)?.path.startsWith('/{index}/') === true
    ? segmentsOf(target)[0]
    : undefined

const namesWanted = (
  table: ApiTable,
  { request, steps }: InBody,
  around: readonly ApiType[],
): Wanted | undefined => {
  const name = findEndpoint(table, request.method, request.target)?.endpoint.name
  const connector = segmentsOf(request.target)[1]
  if (name === 'connector.update_configuration' && steps.at(-1)?.at === 'values' && connector !== undefined)
    return { of: 'configuration', connector }
  const index = indexOf(table, request)
  const isOfFields = around.some(
    (type) => (type.kind === 'map' || type.kind === 'object') && type.fields === true,
  )
  return isOfFields && index !== undefined ? { of: 'field', index } : undefined
}

const valuesWanted = (
  table: ApiTable,
  { at, request }: InBody,
  types: readonly ApiType[],
): Wanted | undefined => {
  const api = findEndpoint(table, request.method, request.target)?.endpoint.name
  if (at === 'service_type') return { of: 'service-type' }
  if (at === 'connector_id' || (at === 'id' && api === 'connector.sync_job_post')) return { of: 'connector' }
  const names = types.flatMap((type) => (type.kind === 'text' ? (type.names ?? []) : []))
  if (at === 'index_name' || names.some((one) => /^(?:Ind|DataStream)/.test(one))) return { of: 'index' }
  const index = indexOf(table, request)
  return index !== undefined && names.some((one) => one.startsWith('Field'))
    ? { of: 'field', index }
    : undefined
}

const suggestValues = (table: ApiTable, text: string, place: InBody): Suggestions => {
  const { at, span, quoted } = place
  const { types, property } = childrenOf(table, aroundPlace(table, text, place), at ?? 0)
  const written = types.flatMap((type): string[] => {
    if (type.kind === 'boolean') return quoted ? [] : ['true', 'false']
    if (type.kind === 'null') return quoted ? [] : ['null']
    return type.kind === 'values' ? type.values.map((value) => JSON.stringify(value)) : []
  })
  const begins = quoted
    ? []
    : types.filter(({ kind }) => kind === 'object' || kind === 'map' || kind === 'list')
  const items = [...new Set(written)].map((value): Suggestion => ({
    kind: 'value',
    label: value.replaceAll('"', ''),
    insert: inSnippet(value),
    filter: quoted ? value : value.replaceAll('"', ''),
    ...(property && { about: { property } }),
  }))
  const brackets = [...new Set(begins.map((type) => beginning([type])))].map((insert): Suggestion => ({
    kind: 'value',
    label: insert.replace('$0', ' … '),
    insert,
    filter: insert.replace('$0', ''),
    goesOn: true,
  }))
  const wanted = valuesWanted(table, place, types)
  return { span, items: [...items, ...brackets], ...(wanted && { wanted }), write: 'json' }
}

export const suggestInBody = (table: ApiTable, text: string, place: InBody): Suggestions =>
  place.kind === 'name' ? suggestNames(table, text, place) : suggestValues(table, text, place)
