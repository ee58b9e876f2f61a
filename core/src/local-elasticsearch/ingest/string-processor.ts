import { illegalArgument } from '../http/common-errors.ts'
import { javaName } from './ingest-document.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'

/** What Java's `trim` takes away: everything up to the blank, and no other kind of space. */
const trim = (text: string): string => {
  let [start, end] = [0, text.length]
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1
  return text.slice(start, end)
}

const changing =
  (change: (text: string) => string) =>
  (options: ProcessorOptions): Processor => {
    const field = options.field('field')
    const target = options.has('target_field') ? options.field('target_field') : field
    const ignoreMissing = options.flag('ignore_missing', false)
    const wrong = 'cannot be cast to [java.lang.String]'
    const changedItem = (value: unknown): string => {
      if (typeof value === 'string') return change(value)
      const type = javaName(value)
      throw illegalArgument(
        `value [${JSON.stringify(value)}] of type [${type}] in list field [${field}] ${wrong}`,
      )
    }
    const changed = (value: unknown): string => {
      if (typeof value === 'string') return change(value)
      throw illegalArgument(`field [${field}] of type [${javaName(value)}] ${wrong}`)
    }
    return (document) => {
      const value = document.get(field)
      if (value === undefined || value === null) {
        if (ignoreMissing) return
        const last = field.split('.').at(-1) ?? field
        throw illegalArgument(
          value === null
            ? `field [${field}] is null, cannot process it.`
            : `field [${last}] not present as part of path [${field}]`,
        )
      }
      document.set(target, Array.isArray(value) ? value.map(changedItem) : changed(value))
    }
  }

/** `lowercase`: a text, or each text of a list, in small letters. */
export const lowercaseProcessor = changing((text) => text.toLowerCase())

/** `uppercase`: a text, or each text of a list, in capitals. */
export const uppercaseProcessor = changing((text) => text.toUpperCase())

/** `trim`: a text, or each text of a list, without blanks around it. */
export const trimProcessor = changing(trim)
