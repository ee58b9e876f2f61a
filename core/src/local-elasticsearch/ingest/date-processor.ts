import { illegalArgument } from '../http/common-errors.ts'
import { compileDateFormat, zoneOffset } from '../mappings/date-format.ts'
import { shown } from '../mappings/shown.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'
import { presentValue } from './source-value.ts'

const names: Readonly<Record<string, string>> = {
  ISO8601: 'date_optional_time',
  UNIX: 'epoch_second',
  UNIX_MS: 'epoch_millis',
}

/** `date`: a text in one of several formats to a date as Elasticsearch writes it. */
export const dateProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const target = options.has('target_field') ? options.field('target_field') : '@timestamp'
  const given = options.take('formats')
  if (!Array.isArray(given)) throw options.failure('[formats] required property is missing', 'formats')
  const formats = given.map((format: unknown) => {
    const name = shown(format)
    const compiled = compileDateFormat(Object.hasOwn(names, name) ? (names[name] ?? name) : name)
    if (compiled !== undefined) return compiled
    throw options.failure(`[formats] local Elasticsearch does not know the format [${name}]`, 'formats')
  })
  const zone = options.has('timezone') ? options.text('timezone') : 'UTC'
  if (!/^(Z|UTC|[+-]\d\d:?\d\d)$/.test(zone)) {
    const known = 'only UTC and offsets such as +02:00'
    throw options.failure(`[timezone] local Elasticsearch knows ${known}, not [${zone}]`, 'timezone')
  }
  const output = options.has('output_format') ? options.text('output_format') : 'strict_date_time'
  const printer = compileDateFormat(output)
  if (printer === undefined)
    throw options.failure(`[output_format] local Elasticsearch does not know [${output}]`, 'output_format')
  const offset = zoneOffset(zone)
  return (document) => {
    const text = shown(presentValue(document, field, false))
    for (const format of formats) {
      const time = format.parse(text, false, offset)
      if (time === undefined) continue
      // Written in the time zone that was asked for.
      const printed = printer.print(time - offset)
      document.set(target, offset === 0 ? printed : printed.replace(/Z$/, zone))
      return
    }
    throw illegalArgument(`unable to parse date [${text}]`)
  }
}
