import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { printable } from '../lib/printable.ts'
import { checkConfig } from './check-config.ts'
import { configJsonSchema } from './config-schema.ts'
import { configFileName, findUpwards } from './find-login.ts'
import type { OtherCommand } from './other-command.ts'
import { readTextFile } from './read-json-file.ts'
import type { Terminal } from './terminal.ts'

const options = z.object({ config: z.string().optional(), json: z.boolean().default(false) })

const check = (
  terminal: Terminal,
  operations: readonly string[],
  { config, json }: z.infer<typeof options>,
): void => {
  const { env, cwd, colours } = terminal
  const file = config === undefined ? findUpwards(cwd, configFileName) : resolve(cwd, config)
  if (file === undefined) {
    throw new PatchbayError('config.invalid', `There is no ${configFileName} here or above.`, {
      next: 'Give --config FILE.',
    })
  }
  const items = checkConfig(readTextFile(file, 'The configuration file'), { file, env, operations })
  const wrong = items.filter(({ level }) => level === 'problem').length
  if (json) terminal.print(JSON.stringify({ file, sound: wrong === 0, items }))
  else {
    for (const { line, column, level, problem, fix } of items) {
      const mark = level === 'problem' ? colours.red('✕') : colours.yellow('▲')
      terminal.print(`${mark} ${file}:${line}:${column}  ${printable(problem)}`)
      terminal.print(`    ${printable(fix)}`)
    }
    if (wrong === 0)
      terminal.print(`${file} can be used${items.length === 0 ? '' : ', but for what is above'}.`)
  }
  if (wrong === 0) return
  throw new PatchbayError('config.invalid', `${counted(wrong, 'thing')} in ${file} must be put right.`, {
    next: '`patchbay config schema` prints what may stand in it.',
  })
}

/** `patchbay config schema|check`: what the configuration file may say, and what is wrong with one. */
export const addConfigCommand: OtherCommand =
  ({ core, terminal }) =>
  (program: Command) => {
    const config = program
      .command('config')
      .summary('schema, check')
      .description('What may stand in patchbay.config.json.')
      .helpCommand(false)
    config
      .command('schema')
      .summary('Prints the JSON Schema of the configuration file.')
      .action(() => terminal.print(JSON.stringify(configJsonSchema(), undefined, 2)))
    config
      .command('check')
      .summary('Lists everything that is wrong in the configuration file, with line, column and what to do.')
      .action((_given: unknown, command: Command) => {
        check(
          terminal,
          core.operations.map(({ name }) => name),
          options.parse(command.optsWithGlobals()),
        )
      })
  }
