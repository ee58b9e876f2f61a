import type { Command } from 'commander'
import { PatchbayError } from '../errors.ts'
import { completionScript, shells } from './completion-script.ts'
import { completionWords } from './completion-words.ts'
import type { OtherCommand } from './other-command.ts'

/** `patchbay completion bash`: prints what a shell needs to complete nouns, verbs and flags. */
export const addCompletionCommand: OtherCommand =
  ({ terminal }) =>
  (program: Command) => {
    program
      .command('completion')
      .summary(shells.join(', '))
      .description('Prints the script that completes nouns, verbs and flags in a shell.')
      .argument('<shell>', shells.join(' | '))
      .action((name: string) => {
        const shell = shells.find((known) => known === name)
        if (shell === undefined) {
          throw new PatchbayError('input.invalid', `There is no completion for "${name}".`, {
            field: 'shell',
            next: `It is one of ${shells.join(', ')}.`,
          })
        }
        terminal.print(completionScript(shell, completionWords(program)))
      })
  }
