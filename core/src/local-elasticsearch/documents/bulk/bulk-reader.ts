import { validationFailed } from '../../http/common-errors.ts'
import { readUpdate } from '../read-update.ts'
import type { WriteAction } from '../write-action.ts'
import { complaintsAbout, unconditional } from '../write-condition.ts'
import type { BulkDefaults, LineAction } from './read-action-line.ts'
import { readActionLine } from './read-action-line.ts'

/** Puts the lines of a bulk together to actions. */
export class BulkReader {
  readonly #defaults: BulkDefaults
  #line = 0
  #waiting: LineAction | undefined

  constructor(defaults: BulkDefaults) {
    this.#defaults = defaults
  }

  /** The action that this line completes, if it completes one. Throws 400 for what is malformed. */
  read(line: string): WriteAction | undefined {
    this.#line++
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    const waiting = this.#waiting
    if (waiting !== undefined) {
      this.#waiting = undefined
      waiting.text = text
      return check(waiting)
    }
    // Elasticsearch passes over empty lines between actions.
    if (text === '') return undefined
    const action = readActionLine(text, this.#line, this.#defaults)
    if (action.kind === 'delete') return check(action)
    this.#waiting = action
    return undefined
  }
}

const check = (action: LineAction): WriteAction => {
  const { kind, target, id, condition } = action
  const complaints = condition === unconditional ? [] : complaintsAbout(condition, undefined)
  if (target === undefined) complaints.unshift('index is missing')
  if (id === undefined && (kind === 'delete' || kind === 'update')) complaints.push('id is missing')
  if (target === undefined || complaints.length > 0) throw validationFailed(...complaints)
  if (kind === 'update') action.update = readUpdate(action.text)
  return { ...action, target }
}
