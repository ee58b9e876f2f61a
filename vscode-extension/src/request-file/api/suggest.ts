import type { RequestFile } from '../request-file.ts'
import type { ApiTable } from './api-table.ts'
import type { Place } from './place-at.ts'
import { suggestInBody } from './suggest-in-body.ts'
import {
  suggestKibanaPaths,
  suggestMethods,
  suggestParameters,
  suggestParameterValues,
  suggestSegments,
} from './suggest-in-path.ts'
import type { Suggestions } from './suggestion.ts'

/** What Elasticsearch's API lets one write at a place; directives and variables are others' to know. */
export const suggest = (table: ApiTable, file: RequestFile, place: Place): Suggestions => {
  switch (place.kind) {
    case 'method':
      return suggestMethods(place)
    case 'segment':
      return suggestSegments(table, place, file.text.slice(place.span.start, place.span.end))
    case 'kibana-path':
      return suggestKibanaPaths(place)
    case 'parameter':
      return suggestParameters(table, place)
    case 'parameter-value':
      return suggestParameterValues(table, place)
    case 'name':
    case 'value':
      return suggestInBody(table, file.text, place)
    case 'directive':
    case 'variable':
      return { span: place.span, items: [] }
  }
}
