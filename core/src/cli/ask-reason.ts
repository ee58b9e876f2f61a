import { isPatchbayError } from '../errors.ts'
import type { OperationSummary } from '../operations/define-operation.ts'
import { fieldsOf } from './fields.ts'
import type { Terminal } from './terminal.ts'

interface Asked {
  operation: OperationSummary
  input: object
  reason: string | undefined
}

/** A vote has its reason in its own input; what asks for a change has it beside. */
const sayingWhy = ({ operation, input }: Asked, reason: string): Asked =>
  fieldsOf(operation.input).some(({ name }) => name === 'reason')
    ? { operation, input: { ...input, reason }, reason: undefined }
    : { operation, input, reason }

/** Calls; where a reason is wanted that nobody gave, asks a person and calls again: nothing was written before. */
export const askReason = async <Result>(
  asked: Asked,
  ask: Terminal['ask'],
  call: (asked: Asked) => Promise<Result>,
): Promise<Result> => {
  try {
    return await call(asked)
  } catch (error) {
    if (ask === undefined || !isPatchbayError(error) || error.code !== 'reason.missing') throw error
    return call(sayingWhy(asked, await ask({ message: 'Why? Whoever decides sees it:', choices: [] })))
  }
}
