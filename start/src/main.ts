import { parseArgs } from 'node:util'
import { isPatchbayError } from '@patchbay/core'
import { runOnce } from './run-once.ts'
import { stayUp } from './stay-up.ts'

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
const print = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

// The PostgreSQL library ends the whole process by itself: at a signal before the worker could put down what it is at,
// and at the end with an exit code of its own. Everything is stopped here, in order.
for (const event of ['beforeExit', 'exit', 'SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(event)

const stopping = new AbortController()
// A second Ctrl-C ends at once. The others often come twice, to this process and by way of the one that started it, and
// must not end it before what it started has ended.
process.once('SIGINT', () => stopping.abort())
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())

try {
  await (values.once ? runOnce : stayUp)(print, stopping.signal)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`\n${stopping.signal.aborted ? 'Stopped before its end.' : message}\n`)
  if (isPatchbayError(error)) process.stderr.write(`${error.next ?? ''} (${error.code})\n`)
  process.exitCode = 1
}
