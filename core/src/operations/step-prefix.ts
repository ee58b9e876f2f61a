import type { RunContext } from './define-operation.ts'

/** The same run, its steps written under a name: what is done for several things is done once for each. */
export const withPrefix = (context: RunContext, prefix: string): RunContext => ({
  ...context,
  step: (step, spec) => context.step(`${prefix}/${step}`, spec),
  wait: (step, options) => context.wait(`${prefix}/${step}`, options),
})
