import type { StepProgress } from '../operations/runs.ts'
import { printable } from '../lib/printable.ts'
import { liveStepWords } from '../steps/progress-words.ts'
import { stepWords } from '../steps/step-words.ts'
import type { Terminal } from './terminal.ts'

/** Says on stderr which step is being done, and how long each took; quiet where a script reads. */
export const showProgress = (terminal: Terminal, quiet: boolean): ((step: StepProgress) => void) => {
  const begun = new Map<string, number>()
  return (step) => {
    if (quiet) return
    const { operation, name, phase } = step
    const { colours } = terminal
    const shown = printable(stepWords(operation, name))
    if (phase === 'begin') {
      begun.set(name, performance.now())
      terminal.flash(`  ${colours.yellow('◐')} ${printable(liveStepWords(step))}`)
    } else if (phase === 'wait') terminal.note(`  ${colours.yellow('◐')} ${shown}: waits`)
    else {
      const since = begun.get(name)
      const seconds = since === undefined ? '' : `  ${((performance.now() - since) / 1000).toFixed(1)} s`
      terminal.note(`  ${colours.green('●')} ${shown}${colours.dim(seconds)}`)
    }
  }
}
