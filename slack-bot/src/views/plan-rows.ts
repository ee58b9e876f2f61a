import type { Plan } from '@patchbay/core'
import { renderPlan } from '@patchbay/core/words'

const indent = '  '

/** A plan in columns, without its headline and the indent of the terminal, which say nothing in a frame of their own. */
export const planRows = (plan: Plan, width: number): string[] =>
  renderPlan({ ...plan, headline: '' }, { width: width + indent.length })
    .slice(1)
    .map((row) => row.replace(indent, ''))
