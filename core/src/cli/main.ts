import { processTerminal } from './terminal.ts'
import { runCommandLine } from './run-command-line.ts'

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // The second one ends the process at once, as people expect.
  process.once(name, () => stop.abort())
}

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(), stop.signal)
