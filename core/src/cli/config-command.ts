import type { Command } from 'commander'
import { configJsonSchema } from './config-schema.ts'
import type { OtherCommand } from './other-command.ts'

/** `patchbay config schema`: what an editor needs to check the configuration file while it is written. */
export const addConfigCommand: OtherCommand =
  ({ terminal }) =>
  (program: Command) => {
    program
      .command('config')
      .summary('schema')
      .description('What may stand in patchbay.config.json.')
      .command('schema')
      .summary('Prints the JSON Schema of the configuration file.')
      .action(() => terminal.print(JSON.stringify(configJsonSchema(), undefined, 2)))
  }
