import { isRecord } from '../../mappings/is-record.ts'
import { BodyFault } from '../body-fault.ts'
import { checkKeys, illegalArgument, isScalar, singleField, toFlag, toNumber } from '../body-values.ts'
import { fieldTerm } from '../field-term.ts'
import type { QueryParser } from '../query.ts'

/** `{"term": {"field": "value"}}` or `{"term": {"field": {"value", "boost", "case_insensitive"}}}`. */
export const parseTerm: QueryParser = (body, path) => {
  const { field, value, path: valuePath } = singleField('term', body, path)
  if (Array.isArray(value)) throw new BodyFault('[term] query does not support array of values', valuePath)
  const given = isRecord(value) ? value : { value }
  checkKeys('term', given, { keys: ['value', 'boost', 'case_insensitive'], path: valuePath })
  const term = given['value']
  if (value === null) throw illegalArgument('field name is null or empty')
  if (!isScalar(term)) throw illegalArgument('value cannot be null')
  const options = {
    boost: toNumber(given['boost'] ?? 1),
    caseInsensitive: toFlag(given['case_insensitive'] ?? false),
  }
  return (context) => fieldTerm(context, field, { value: term, options })
}
