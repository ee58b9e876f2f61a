import { processTerminal } from './terminal.ts'
import { runCommandLine } from './run-command-line.ts'

// A reader that has seen enough (`| head`) is no failure. A full disk is one, and no bug.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  const next = 'A change that was asked for is done all the same: `patchbay audit list` shows it.'
  process.stderr.write(`The answer can't be written: ${error.message}.\n${next}\n`)
  process.exit(1)
})

// How far a change is may go unread, by a reader that left or a disk that is full: it must not stop half-way for that.
process.stderr.on('error', () => undefined)

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // The second one ends the process at once, as people expect.
  process.once(name, () => stop.abort())
}

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(), stop.signal)
