import type { StoreQuery } from './document-store.ts'
import type { Fields } from './document-projection.ts'
import { shown } from '../mappings/shown.ts'

const hasWord = (value: unknown, part: string): boolean =>
  shown(value ?? '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => word.includes(part))

/** Whether a document's values fit the query. */
export const matchesQuery = (fields: Fields, { terms, not = [], like }: StoreQuery): boolean =>
  terms.every(({ field, values }) => values.some((value) => value === fields.get(field))) &&
  not.every(({ field, value }) => fields.get(field) !== value) &&
  (like === undefined ||
    like.keyword.some((field) => String(fields.get(field) ?? '').includes(like.text)) ||
    like.words.some((field) => hasWord(fields.get(field), like.text)))

/** Orders two documents by one field; equal ones keep the order they are in. */
export const compareBy =
  ({ field, order, missing }: StoreQuery['sort']) =>
  (a: Fields, b: Fields): number => {
    const [x, y] = [a.get(field), b.get(field)]
    if (x === y) return 0
    if (x === undefined) return missing === '_last' ? 1 : -1
    if (y === undefined) return missing === '_last' ? -1 : 1
    return (x < y ? -1 : 1) * (order === 'asc' ? 1 : -1)
  }
