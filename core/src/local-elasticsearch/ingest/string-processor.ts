import { illegalArgument } from '../http/common-errors.ts'
import { javaName } from './ingest-document.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'
import { presentValue } from './source-value.ts'

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
      const value = presentValue(document, field, ignoreMissing)
      if (value === undefined) return
      document.set(target, Array.isArray(value) ? value.map(changedItem) : changed(value))
    }
  }

/** What Java's `replaceAll` makes of a replacement: `$1` is a group, a backslash takes the next letter as it is. */
const replacer = (replacement: string) => {
  const parts = replacement.match(/\\[^]|\$\d+|[^]/g) ?? []
  return (...groups: unknown[]): string =>
    parts
      .map((part) => {
        if (part.startsWith('\\')) return part.slice(1)
        const group = /^\$\d+$/.test(part) ? groups[Number(part.slice(1))] : part
        return typeof group === 'string' ? group : ''
      })
      .join('')
}

/** `gsub`: a text, or each text of a list, with every match of a pattern replaced. */
export const gsubProcessor = (options: ProcessorOptions): Processor => {
  const pattern = options.pattern('pattern', 'g')
  const replace = replacer(options.text('replacement'))
  return changing((text) => text.replaceAll(pattern, replace))(options)
}

/** `lowercase`: a text, or each text of a list, in small letters. */
export const lowercaseProcessor = changing((text) => text.toLowerCase())

/** `uppercase`: a text, or each text of a list, in capitals. */
export const uppercaseProcessor = changing((text) => text.toUpperCase())

/** `trim`: a text, or each text of a list, without blanks around it. */
export const trimProcessor = changing(trim)
