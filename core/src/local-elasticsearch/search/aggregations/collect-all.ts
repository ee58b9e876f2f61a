import type { Bits } from '../matches.ts'
import type { Aggregations, CollectContext, Collector } from './aggregation.ts'

/** Several aggregations side by side, at work on the same documents. */
export class Collectors {
  readonly #collectors: ReadonlyMap<string, Collector>

  constructor(aggregations: Aggregations) {
    this.#collectors = new Map([...aggregations].map(([name, start]) => [name, start()]))
  }

  on(context: CollectContext): (bits: Bits) => void {
    const collect = [...this.#collectors.values()].map((collector) => collector.on(context))
    return (bits) => {
      for (const each of collect) each(bits)
    }
  }

  /**
   * A number of a metric inside, for the order of buckets: `name` or `name.avg`. A maximum of nothing is smaller than
   * all, everything else of nothing greater.
   */
  number(path: string): number {
    const [name = '', part = 'value'] = path.split('.')
    const collector = this.#collectors.get(name)
    const value = collector?.result(false)[part]
    if (typeof value === 'number') return value
    return part === 'max' || (part === 'value' && collector?.type() === 'max') ? -Infinity : Infinity
  }

  result(typed: boolean): Record<string, unknown> {
    return Object.fromEntries(
      [...this.#collectors].map(([name, collector]) => [
        typed ? `${collector.type()}#${name}` : name,
        collector.result(typed),
      ]),
    )
  }
}

/** The documents of one bucket: how many, and what the aggregations inside make of them. */
export class Bucket {
  count = 0
  readonly inside: Collectors

  constructor(inner: Aggregations) {
    this.inside = new Collectors(inner)
  }

  add(context: CollectContext, bits: Bits): void {
    for (let slot = 0; slot < bits.length; slot++) this.count += bits[slot] ?? 0
    this.inside.on(context)(bits)
  }

  result(typed: boolean): Record<string, unknown> {
    return { doc_count: this.count, ...this.inside.result(typed) }
  }
}

/** Has the aggregations inside register their columns, and complain, before there are buckets. */
export const prepareInside = (inner: Aggregations, context: CollectContext): void => {
  new Collectors(inner).on(context)
}
