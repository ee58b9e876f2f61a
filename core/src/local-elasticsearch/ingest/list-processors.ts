import { illegalArgument } from '../http/common-errors.ts'
import { shown } from '../mappings/shown.ts'
import { isDeepStrictEqual } from 'node:util'
import { javaName } from './ingest-document.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'
import { copy } from './set-processor.ts'
import { presentValue } from './source-value.ts'

const cast = (field: string, value: unknown, type: string): Error =>
  illegalArgument(`field [${field}] of type [${javaName(value)}] cannot be cast to [${type}]`)

/** `split`: a text into a list, at each match of a pattern. */
export const splitProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const separator = options.pattern('separator', '')
  const target = options.has('target_field') ? options.field('target_field') : field
  const ignoreMissing = options.flag('ignore_missing', false)
  const preserveTrailing = options.flag('preserve_trailing', false)
  return (document) => {
    const value = presentValue(document, field, ignoreMissing)
    if (value === undefined) return
    if (typeof value !== 'string') throw cast(field, value, 'java.lang.String')
    // Groups in the pattern are no parts of the list, and neither are empty texts at its end.
    const parts = value.split(new RegExp(separator.source.replaceAll(/(?<!\\)\((?!\?)/g, '(?:')))
    while (!preserveTrailing && parts.length > 1 && parts.at(-1) === '') parts.pop()
    document.set(target, parts)
  }
}

/** `join`: the items of a list into one text. */
export const joinProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const separator = options.text('separator')
  const target = options.has('target_field') ? options.field('target_field') : field
  return (document) => {
    const value = presentValue(document, field, false)
    if (!Array.isArray(value)) throw cast(field, value, 'java.util.List')
    document.set(target, value.map(shown).join(separator))
  }
}

/** `append`: one value or several at the end of a list, which is made where there is none. */
export const appendProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  if (!options.has('value')) throw options.failure('[value] required property is missing', 'value')
  const given = options.value('value')
  const allowDuplicates = options.flag('allow_duplicates', true)
  options.take('media_type')
  return (document) => {
    const value = document.get(field)
    const before: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value]
    const list = [...before]
    for (const item of [given(document)].flat()) {
      if (allowDuplicates || !list.some((one) => isDeepStrictEqual(one, item))) list.push(copy(item))
    }
    document.set(field, list)
  }
}
