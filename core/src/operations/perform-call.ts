import { PatchbayError } from '../errors.ts'
import type { RunContext } from './define-operation.ts'
import { findTarget, type LoadParts, type MachineRun, question } from './load-run.ts'
import { requireNoStricter } from './call-within.ts'
import { withPrefix } from './step-prefix.ts'
import { parseInput } from './parse-input.ts'

/**
 * One operation inside another's run (`ctx.call`): the same parsing, target and steps, the steps named after it. Policy
 * was asked about the outer operation: `within` says whether it is stricter about the inner one.
 */
export const performCall = async <Result>(
  parts: LoadParts,
  context: RunContext,
  {
    name,
    input: rawInput,
    of,
    within,
  }: { name: string; input: unknown; of?: string | undefined; within?: MachineRun | undefined },
): Promise<Result> => {
  const operation = parts.operations.get(name)
  if (operation === undefined)
    throw new PatchbayError('input.unknown-operation', `There is no operation "${name}".`)
  const input = parseInput(operation, rawInput)
  const target = await findTarget(operation, context, input)
  const asked = question(operation, { session: context.session, input, target })
  if (within !== undefined) {
    const inner = within.decisionAbout({ operation, facts: asked.facts })
    requireNoStricter(operation, { inner, outer: within.decision, label: asked.label })
  }
  const prefix = of === undefined ? name : `${name}/${of}`
  // The caller names the operation whose result it wants: the type is that operation's own.
  return (await operation.run(parts.deps)(withPrefix(context, prefix), asked.input, target)) as Result
}
