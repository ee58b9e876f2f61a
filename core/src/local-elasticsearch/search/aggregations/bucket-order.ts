import { isRecord } from '../../mappings/is-record.ts'
import { illegalArgument } from '../../http/common-errors.ts'
import type { Aggregations } from './aggregation.ts'
import type { Bucket } from './collect-all.ts'
import type { Value } from './field-values.ts'

export type KeyedBucket = readonly [Value, Bucket]
export type BucketOrder = (left: KeyedBucket, right: KeyedBucket) => number

const byKey: BucketOrder = ([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)

const oneOrder = (path: string, direction: unknown, inner: Aggregations): BucketOrder => {
  if (direction !== 'asc' && direction !== 'desc') {
    throw illegalArgument(`Unknown order direction [${String(direction)}]`)
  }
  const sign = direction === 'asc' ? 1 : -1
  if (path === '_key' || path === '_term') return (left, right) => sign * byKey(left, right)
  if (path === '_count') return ([, left], [, right]) => sign * (left.count - right.count)
  const [name = ''] = path.split('.')
  if (!inner.has(name)) {
    const reason = `Cannot find aggregation named [${name}]`
    throw illegalArgument(`Invalid aggregation order path [${path}]. ${reason}`, {
      type: 'illegal_argument_exception',
      reason,
    })
  }
  return ([, left], [, right]) => {
    const [a, b] = [left.inside.number(path), right.inside.number(path)]
    return a === b ? 0 : sign * (a < b ? -1 : 1)
  }
}

/** The `order` of buckets: an object, or a list of them. What is equal comes in the order of its keys. */
export const parseOrder = (given: unknown, inner: Aggregations, otherwise: object): BucketOrder => {
  const list = (Array.isArray(given) ? given : [given ?? otherwise]).flatMap((item: unknown) =>
    Object.entries(isRecord(item) ? item : {}),
  )
  const orders = [...list.map(([path, direction]) => oneOrder(path, direction, inner)), byKey]
  return (left, right) => {
    for (const order of orders) {
      const result = order(left, right)
      if (result !== 0) return result
    }
    return 0
  }
}
