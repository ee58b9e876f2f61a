import { illegalArgument } from '../http/common-errors.ts'
import type { Processor } from './processor.ts'
import type { ProcessorOptions } from './processor-options.ts'

/** `rename`: moves a value to another place, which must be free unless `override` says otherwise. */
export const renameProcessor = (options: ProcessorOptions): Processor => {
  const field = options.field('field')
  const target = options.field('target_field')
  const ignoreMissing = options.flag('ignore_missing', false)
  const override = options.flag('override', false)
  return (document) => {
    const value = document.get(field)
    if (value === undefined) {
      if (ignoreMissing) return
      throw illegalArgument(`field [${field}] doesn't exist`)
    }
    if (!override && document.get(target) !== undefined)
      throw illegalArgument(`field [${target}] already exists`)
    document.remove(field)
    document.set(target, value)
  }
}
