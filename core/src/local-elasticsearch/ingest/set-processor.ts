import { illegalArgument } from '../http/common-errors.ts'
import { parseLossless } from '../xcontent/lossless-json.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'

/** Two places in a document never share an object. */
export const copy = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? parseLossless(JSON.stringify(value)) : value

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/** `set`: a fixed value or a copy of another field; keeps a present value where `override` is false. */
export const setProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const override = options.flag('override', true)
  const ignoreEmpty = options.flag('ignore_empty_value', false)
  const from = options.has('copy_from') ? options.field('copy_from') : undefined
  if (from === undefined && !options.has('value'))
    throw options.failure('[value] required property is missing', 'value')
  options.take('media_type')
  const given = from === undefined ? options.value('value') : undefined
  return (document) => {
    if (!override && !isEmpty(document.get(field))) return
    const value = from === undefined ? given?.(document) : document.get(from)
    if (ignoreEmpty && isEmpty(value)) return
    if (from !== undefined && value === undefined) {
      const last = from.split('.').at(-1)
      throw illegalArgument(`field [${last}] not present as part of path [${from}]`)
    }
    document.set(field, copy(value))
  }
}
