import { PatchbayError } from '../errors.ts'
import type { RunContext } from './define-operation.ts'
import { findTarget, type LoadParts, question } from './load-run.ts'
import { parseInput } from './parse-input.ts'

/**
 * One operation inside another's run (`ctx.call`): the same parsing, target and steps, the steps named after it; policy
 * was asked about the outer operation.
 */
export const performCall = async <Result>(
  parts: LoadParts,
  context: RunContext,
  { name, input: rawInput, of }: { name: string; input: unknown; of?: string | undefined },
): Promise<Result> => {
  const operation = parts.operations.get(name)
  if (operation === undefined)
    throw new PatchbayError('input.unknown-operation', `There is no operation "${name}".`)
  const input = parseInput(operation, rawInput)
  const target = await findTarget(operation, context, input)
  const asked = question(operation, { session: context.session, input, target })
  const prefix = of === undefined ? name : `${name}/${of}`
  const inner: RunContext = {
    ...context,
    step: (step, spec) => context.step(`${prefix}/${step}`, spec),
    wait: (step, options) => context.wait(`${prefix}/${step}`, options),
  }
  // The caller names the operation whose result it wants: the type is that operation's own.
  return (await operation.run(parts.deps)(inner, asked.input, target)) as Result
}
