import { join } from 'node:path'
import type { Command } from 'commander'
import type { OtherCommand } from './other-command.ts'

/** `patchbay source new`: no operation, since it writes code into a checkout. */
export const addNewSourceCommand: OtherCommand =
  ({ core, terminal }) =>
  (program: Command) => {
    const others = core.operations.filter(({ noun }) => noun === 'source').map(({ verb }) => verb)
    const verbs = ['new', ...others].join(', ')
    program
      .command('source')
      .summary(verbs)
      .helpCommand(false)
      .command('new')
      .argument('<service-type>', 'a kind of the catalogue that the worker does not sync yet')
      .summary('Writes the skeleton of a new data source into this checkout, with its test.')
      .action(async (serviceType: string) => {
        const { writeSource } = await import('./new-source/write-source.ts')
        const { files, test, left } = await writeSource(serviceType, join(import.meta.dirname, '..'))
        for (const file of files) terminal.print(`core/src/${file}`)
        terminal.print(`Its test passes: ${test}`)
        terminal.print('Left to do:')
        for (const [file, what] of Object.entries(left)) terminal.print(`  ${join('core/src', file)} ${what}`)
      })
  }
