/** Why a value doesn't fit its field: the `caused_by` of a `document_parsing_exception`. */
export class Malformed {
  readonly type: string
  readonly reason: string

  constructor(reason: string, type = 'illegal_argument_exception') {
    this.type = type
    this.reason = reason
  }
}
