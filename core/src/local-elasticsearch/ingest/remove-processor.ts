import { illegalArgument } from '../http/common-errors.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'
import { shown } from '../mappings/shown.ts'

/** `remove`: takes one field or several away; `ignore_missing` lets absent ones pass. */
export const removeProcessor = (options: ProcessorOptions): Processor => {
  const value = options.take('field')
  if (value === undefined || value === null)
    throw options.failure('[field] required property is missing', 'field')
  const fields = Array.isArray(value) ? value.map(String) : [shown(value)]
  for (const field of fields) options.refuseTemplate('field', field)
  const ignoreMissing = options.flag('ignore_missing', false)
  return (document) => {
    for (const field of fields) {
      if (document.remove(field) || ignoreMissing) continue
      const last = field.split('.').at(-1)
      throw illegalArgument(`field [${last}] not present as part of path [${field}]`)
    }
  }
}
