import { Command } from 'commander'
import type { OperationSummary } from '../operations/define-operation.ts'
import { addFields, givenOf, type Shape, shapeOf } from './add-fields.ts'
import type { Given } from './collect-input.ts'
import type { LoginFlags } from './find-login.ts'
import { isDangerous } from './is-dangerous.ts'
import type { KeyFiles } from './key-files.ts'

/** One operation as it was asked for on the command line. */
export interface Request {
  operation: OperationSummary
  shape: Shape
  given: Given
  login: LoginFlags
  json: boolean
  reason: string | undefined
  wait: boolean
  dryRun: boolean
  /** Doesn't ask before a dangerous change. */
  yes: boolean
  /** Looks again and again. */
  watch: boolean
  /** Where collected keys go, in place of the screen. */
  keyFiles: KeyFiles
}

export interface ProgramParts {
  version: string
  /** What was typed: commands that it doesn't name get no flags, whose making takes time. */
  argv: readonly string[]
  operations: readonly OperationSummary[]
  /** Commands that are no operations: local, worker, config. */
  others: readonly ((program: Command) => void)[]
  write(text: string): void
  onRequest(request: Request): Promise<void>
}

const asks = {
  guarded: ' Asks for approval.',
  irreversible: " Asks for approval; can't be undone.",
  read: '',
  routine: '',
}

/** Known before and after a command's own flags. */
const addLoginOptions = (program: Command): Command =>
  program
    .option('--config <file>', 'configuration file that names the clusters')
    .option('--cluster <name>', 'cluster of that file')
    .option('--as <user>', 'user of the local cluster (ada by default)')
    .option('--json', 'print the result as JSON, and nothing else')

const requestOf = (command: Command, operation: OperationSummary, shape: Shape): Request => {
  const { config, cluster, as, json, reason, wait, dryRun, yes, watch, keysFile, serviceConfig } =
    command.optsWithGlobals<Record<string, unknown>>()
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    operation,
    shape,
    given: givenOf(command, shape),
    login: { config: text(config), cluster: text(cluster), as: text(as) },
    json: json === true,
    reason: text(reason),
    wait: wait === true,
    dryRun: dryRun === true,
    yes: yes === true,
    watch: watch === true,
    keyFiles: { keysFile: text(keysFile), serviceConfig: text(serviceConfig) },
  }
}

const addOperation = (
  noun: Command,
  operation: OperationSummary,
  { argv, onRequest }: ProgramParts,
): void => {
  const command = noun
    .command(operation.verb)
    .summary(operation.summary)
    .description(`${operation.title}: ${operation.summary}${asks[operation.risk]}`)
  const named = argv.includes(operation.noun) && argv.includes(operation.verb)
  if (!named && !argv.includes('completion')) return
  const shape = shapeOf(operation)
  addFields(command, shape)
  if (operation.plans) {
    command.option(
      '--reason <text>',
      'why, shown to whoever decides and kept in the log; needed to ask for what is dangerous',
    )
    command.option('--wait', 'where approval is asked for: stay, and go on when it is given')
    command.option('--dry-run', 'show the plan, and change nothing')
    if (isDangerous(operation)) command.option('--yes', 'on a terminal: go on without being asked')
  }
  if (operation.name === 'api-key.collect') {
    command.option(
      '--keys-file <path>',
      "put the keys into this file of `patchbay worker` (connectorKeysFile), and don't show them",
    )
    command.option('--service-config <path>', "write them as a new config.yml of Elastic's connector service")
  }
  if (operation.risk === 'read')
    command.option(
      '--watch',
      `look again every 2 s, until ${operation.name === 'sync.get' ? 'it has ended, or ' : ''}Ctrl-C`,
    )
  command.action(() => onRequest(requestOf(command, operation, shape)))
}

/** Help of a command shows its description only: what has none says what the list of commands says of it. */
const describeByTheirSummaries = (program: Command): void => {
  for (const command of program.commands) {
    if (command.description() === '') command.description(command.summary())
    describeByTheirSummaries(command)
  }
}

/**
 * The whole command line, made from the operations: every noun is a command, every verb one below it, every field of an
 * input a flag. Needs no cluster and no login.
 */
export const buildProgram = (parts: ProgramParts): Command => {
  const program = new Command('patchbay')
    .description('Operates Elastic connectors.')
    .version(parts.version)
    .exitOverride()
    .configureOutput({ writeOut: parts.write, writeErr: parts.write, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .helpCommand(false)
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .usage('<noun> <verb> [target] [flags]')
    .addHelpText(
      'after',
      '\n`patchbay <noun> --help` shows the verbs, `patchbay <noun> <verb> --help` the flags.',
    )
  addLoginOptions(program)
  for (const add of parts.others) add(program)
  for (const [name, operations] of Map.groupBy(parts.operations, ({ noun }) => noun)) {
    const verbs = operations.map(({ verb }) => verb).join(', ')
    const existing = program.commands.find((command) => command.name() === name)
    const noun = existing ?? program.command(name).summary(verbs).helpCommand(false)
    for (const operation of operations) addOperation(noun, operation, parts)
    if (noun.description() === '')
      noun.description(`The verbs of ${name}; \`patchbay ${name} <verb> --help\` shows the flags of each.`)
  }
  describeByTheirSummaries(program)
  return program
}
