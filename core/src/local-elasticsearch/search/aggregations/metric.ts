import type { FieldNode } from '../../mappings/mapping-tree.ts'
import type { Aggregation, AggregationParser, Definition } from './aggregation.ts'
import { checkOptions, fieldOf, fieldValues, isNumber, printerOf, type Value } from './field-values.ts'

/** Adds up without losing the small among the large. */
class Sum {
  value = 0
  #lost = 0

  add(number: number): void {
    const corrected = number - this.#lost
    const next = this.value + corrected
    this.#lost = next - this.value - corrected
    this.value = next
  }
}

/** What was seen of a field: enough for each of the metrics. */
class Seen {
  count = 0
  min = Infinity
  max = -Infinity
  readonly sum = new Sum()

  add(value: number): void {
    this.count++
    this.sum.add(value)
    this.min = Math.min(this.min, value)
    this.max = Math.max(this.max, value)
  }

  get(part: Part): number | null {
    if (part === 'sum') return this.sum.value
    if (this.count === 0) return null
    return part === 'avg' ? this.sum.value / this.count : this[part]
  }
}

type Part = 'min' | 'max' | 'avg' | 'sum'
type Print = ReturnType<typeof printerOf>

const withText = (value: number | null, print: Print): Record<string, unknown> =>
  value === null || print === undefined ? { value } : { value, value_as_string: print(value) }

/** `min`, `max`, `avg`, `sum` and `stats` of the numbers of a field. */
const numbers =
  (definition: Definition, show: (seen: Seen, print: Print) => Record<string, unknown>): Aggregation =>
  () => {
    const seen = new Seen()
    let field: FieldNode | undefined
    return {
      on: (context) => {
        const column = fieldValues(context, definition, isNumber)
        field ??= column.field
        return (bits) => {
          for (let slot = 0; slot < bits.length; slot++) {
            if (bits[slot] === 1) for (const value of column.values(slot)) seen.add(Number(value))
          }
        }
      },
      result: () => show(seen, seen.count === 0 ? undefined : printerOf(field)),
      type: () => definition.kind,
    }
  }

const options = ['field', 'missing']

const parseNumbers =
  (show: (seen: Seen, print: Print) => Record<string, unknown>): AggregationParser =>
  (definition) => {
    checkOptions(definition, options)
    fieldOf(definition)
    return numbers(definition, show)
  }

const showOne =
  (part: Part) =>
  (seen: Seen, print: Print): Record<string, unknown> =>
    withText(seen.get(part), print)

const showStats = (seen: Seen, print: Print): Record<string, unknown> => {
  const parts = (['min', 'max', 'avg', 'sum'] as const).map((part) => [part, seen.get(part)] as const)
  const texts = parts.map(([part, value]) => [`${part}_as_string`, print?.(value ?? 0)] as const)
  return {
    count: seen.count,
    ...Object.fromEntries(parts),
    ...(print === undefined ? {} : Object.fromEntries(texts)),
  }
}

/** `value_count` and `cardinality`: how many values of any kind, and how many different ones. */
const parseCount =
  (distinct: boolean): AggregationParser =>
  (definition) => {
    checkOptions(definition, distinct ? [...options, 'precision_threshold'] : options)
    fieldOf(definition)
    return () => {
      const different = new Set<Value>()
      let count = 0
      return {
        on: (context) => {
          const { values } = fieldValues(context, definition)
          return (bits) => {
            for (let slot = 0; slot < bits.length; slot++) {
              if (bits[slot] !== 1) continue
              for (const value of values(slot)) {
                count++
                if (distinct) different.add(value)
              }
            }
          }
        },
        result: () => ({ value: distinct ? different.size : count }),
        type: () => definition.kind,
      }
    }
  }

export const metricParsers: readonly (readonly [string, AggregationParser])[] = [
  ['min', parseNumbers(showOne('min'))],
  ['max', parseNumbers(showOne('max'))],
  ['avg', parseNumbers(showOne('avg'))],
  ['sum', parseNumbers(showOne('sum'))],
  ['stats', parseNumbers(showStats)],
  ['value_count', parseCount(false)],
  ['cardinality', parseCount(true)],
]
