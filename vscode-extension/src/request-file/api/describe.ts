import * as l10n from '@vscode/l10n'
import type { RequestFile } from '../request-file.ts'
import type { Span } from '../span.ts'
import type { ApiEndpoint, ApiProperty, ApiTable } from './api-table.ts'
import { findEndpoint } from './find-endpoint.ts'
import { neededPrivileges } from './needed-privileges.ts'
import { placeAt } from './place-at.ts'
import { aroundPlace } from './suggest-in-body.ts'
import { alternatives, childrenOf } from './types-at.ts'

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** What an endpoint does, what one must hold for it, and where more of it stands; paragraphs of Markdown. */
export const describeEndpoint = (table: ApiTable, endpoint: ApiEndpoint): string[] => {
  const { name, text, since, stability, deprecated, docs } = endpoint
  const needed = neededPrivileges(endpoint)
  const held = [
    ...(needed === undefined || needed.cluster.length === 0
      ? []
      : [l10n.t('cluster {0}', code(needed.cluster))]),
    ...(needed === undefined || needed.index.length === 0 ? [] : [l10n.t('index {0}', code(needed.index))]),
  ]
  const facts = [
    ...(since === undefined || since === '0.0.0' ? [] : [l10n.t('since {0}', since)]),
    ...(stability === undefined || stability === 'stable' ? [] : [stability]),
  ]
  return [
    `**${name}**${facts.length === 0 ? '' : ` · ${facts.join(' · ')}`}`,
    ...(text === '' ? [] : [text]),
    ...(deprecated === undefined ? [] : [l10n.t('Deprecated since {0}', deprecated)]),
    ...(held.length === 0 ? [] : [l10n.t('Needs: {0}', held.join('; '))]),
    ...(docs === undefined ? [] : [`[${l10n.t('Documentation')}](${table.docs}${docs})`]),
  ]
}

const kindOf = (table: ApiTable, property: ApiProperty): string => {
  const types = alternatives(table, property.type)
  const kinds = types.map((type) => {
    if (type.kind === 'values') return type.values.length > 12 ? 'text' : type.values.join(' | ')
    if (type.kind === 'map') return 'object'
    return type.kind === 'list' ? 'list' : type.kind
  })
  return [...new Set(kinds)].join(' | ')
}

/** What a parameter or a name of a body means; paragraphs of Markdown. */
export const describeProperty = (table: ApiTable, name: string, property: ApiProperty): string[] => {
  const facts = [
    ...(property.required === true ? [l10n.t('required')] : []),
    ...(property.default === undefined ? [] : [l10n.t('by default {0}', property.default)]),
  ]
  return [
    `**${name}** · ${[kindOf(table, property), ...facts].join(' · ')}`,
    ...(property.text === undefined ? [] : [property.text]),
    ...(property.deprecated === undefined ? [] : [l10n.t('Deprecated since {0}', property.deprecated)]),
  ]
}

export interface Description {
  readonly span: Span
  readonly paragraphs: readonly string[]
}

/** What the API says of the word at a place. */
export const describe = (table: ApiTable, file: RequestFile, offset: number): Description | undefined => {
  const request = file.requests.findLast(({ start }) => start <= offset)
  if (request !== undefined && offset <= request.methodSpan.end) {
    const endpoint = findEndpoint(table, request.method, request.target)?.endpoint
    return endpoint && { span: request.methodSpan, paragraphs: describeEndpoint(table, endpoint) }
  }
  // One further, so that the first character of a word belongs to it.
  const place = placeAt(file, offset + 1)
  if (place === undefined || place.span.start === place.span.end) return undefined
  const { span } = place
  const name = file.text.slice(span.start, span.end).replaceAll('"', '')
  if (place.kind === 'segment') {
    const endpoint = findEndpoint(table, place.request.method, place.request.target)?.endpoint
    return endpoint && { span, paragraphs: describeEndpoint(table, endpoint) }
  }
  const describeThis = (named: string, property: ApiProperty | undefined): Description | undefined =>
    property && { span, paragraphs: describeProperty(table, named, property) }
  if (place.kind === 'parameter' || place.kind === 'parameter-value') {
    const query = findEndpoint(table, place.request.method, place.request.target)?.endpoint.query ?? {}
    const named = place.kind === 'parameter' ? name : place.name
    return describeThis(named, Object.hasOwn(query, named) ? query[named] : undefined)
  }
  if (place.kind !== 'name' && place.kind !== 'value') return undefined
  const named = place.kind === 'name' ? name : place.at
  if (typeof named !== 'string') return undefined
  return describeThis(named, childrenOf(table, aroundPlace(table, file.text, place), named).property)
}
