import { CommanderError } from 'commander'
import { createCore } from '../create-core.ts'
import type { Session } from '../deps.ts'
import { openCluster } from '../elasticsearch/open-session.ts'
import { PatchbayError } from '../errors.ts'
import type { Answer } from '../operations/create-runner.ts'
import { systemClock } from '../system-deps.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { answerRequest } from './answer-request.ts'
import { buildProgram, type Request } from './build-program.ts'
import { addClustersCommand } from './clusters-command.ts'
import { addCompletionCommand } from './completion-command.ts'
import { addConfigCommand } from './config-command.ts'
import { type ExitCode, exitCodeOf, exitCodeOfAnswer, exitCodes } from './exit-code.ts'
import { findLogin, type LoginFlags } from './find-login.ts'
import { collectIntoFiles } from './key-files.ts'
import { addLocalCommand } from './local-command.ts'
import { addLoginCommand } from './login-command.ts'
import { addMcpCommand } from './mcp-command.ts'
import { addNewSourceCommand } from './new-source-command.ts'
import { givenReferences } from './given-references.ts'
import { answerJson } from './answer-json.ts'
import { errorJson, renderError } from './render-error.ts'
import type { Terminal } from './terminal.ts'
import { usageError } from './usage-error.ts'
import { watchRequest } from './watch-request.ts'
import { addWorkerCommand } from './worker-command.ts'

/** Runs one command line to its end. Never throws: what went wrong has been said, and the code tells scripts. */
export const runCommandLine = async (
  argv: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const core = createCore()
  let code: ExitCode = exitCodes.done

  const openSession = async (flags: LoginFlags): Promise<Session> => {
    const login = findLogin(flags, terminal)
    const { connect } = await import('../elasticsearch/connect.ts')
    return openCluster(login, connect(login.connection))
  }

  const onRequest = async (request: Request): Promise<void> => {
    const show = async (answer: Answer, print: (line: string) => void): Promise<void> => {
      if (request.json) return print(JSON.stringify(answerJson(answer, request)))
      const { renderAnswer } = await import('./render-answer.ts')
      const secrets = answer.state === 'waiting' && answer.missing.length > 0
      const references = secrets ? await givenReferences(request) : undefined
      const view = { now: new Date(), width: terminal.width, references }
      for (const line of renderAnswer(answer, request, view)) print(line)
    }
    const surroundings = { core, terminal, signal, openSession: () => openSession(request.login) }
    if (request.watch) {
      const showLook = (answer: Answer) => show(answer, terminal.print)
      return watchRequest(request, { ...surroundings, show: showLook }, systemClock)
    }
    const showOnTheWay = (answer: Answer) => show(answer, terminal.note)
    const answer = await collectIntoFiles(request.keyFiles, {
      cwd: terminal.cwd,
      collect: () => answerRequest(request, { ...surroundings, show: showOnTheWay }),
      show: showOnTheWay,
    })
    await show(answer, terminal.print)
    code = exitCodeOfAnswer(answer)
  }

  const write = (text: string): void => terminal.print(text.replace(/\n$/, ''))
  const { version } = packageFile
  const others = [
    addClustersCommand,
    addCompletionCommand,
    addConfigCommand,
    addLocalCommand,
    addLoginCommand,
    addMcpCommand,
    addNewSourceCommand,
    addWorkerCommand,
  ].map((add) => add({ core, version, terminal, signal }))
  const program = buildProgram({
    version,
    argv,
    operations: core.operations,
    others,
    write,
    onRequest,
  })
  try {
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    // Help and the version end the parser by an error too.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage
    return explain(error instanceof CommanderError ? usageError(error, argv) : error, { argv, terminal })
  }
}

const explain = (
  error: unknown,
  { argv, terminal }: { argv: readonly string[]; terminal: Terminal },
): ExitCode => {
  const { colours, env } = terminal
  if (argv.includes('--json')) terminal.note(errorJson(error))
  else {
    const [what = '', next = ''] = renderError(error)
    terminal.note(colours.red(what))
    terminal.note(next)
  }
  if (env['PATCHBAY_DEBUG'] !== undefined && error instanceof Error) terminal.note(error.stack ?? '')
  return error instanceof PatchbayError ? exitCodeOf(error.code) : exitCodes.failed
}
