import type { AnyOperation, OperationSummary } from './define-operation.ts'

/** What front ends may know of the catalogue: enough to show, ask for input and call. */
export const summarise = (catalogue: readonly AnyOperation[]): readonly OperationSummary[] =>
  catalogue.map((operation) => {
    const [noun = '', verb = ''] = operation.name.split('.')
    return {
      name: operation.name,
      noun,
      verb,
      title: operation.title,
      summary: operation.summary,
      risk: operation.risk,
      delivers: operation.delivers === true,
      offline: operation.offline !== undefined,
      plans: operation.plan !== undefined,
      input: operation.input,
      target: operation.target?.field,
    }
  })
