import { createInterface } from 'node:readline'
import { connect, createCore, isPatchbayError, openSession, Secret, systemClock } from '@patchbay/core'

// Executes each run whose id comes on stdin, and says of each how it ended and how often it wrote a name.
const [url = '', username = '', password = ''] = process.argv.slice(2)
let renames = 0
const es = connect({
  url,
  auth: { kind: 'basic', username, password: new Secret(password) },
  intercept: (call, send) => {
    if (call.method === 'PUT' && call.path.endsWith('/_name')) renames += 1
    return send()
  },
})
// Who comes second looks again and again whether the first is alive: here, at once.
const sleep: typeof systemClock.sleep = (_milliseconds, signal) => systemClock.sleep(5, signal)
const core = createCore({ clock: { ...systemClock, sleep } })
const session = await openSession('races', es)
process.stdout.write('ready\n')
for await (const run of createInterface({ input: process.stdin })) {
  renames = 0
  const ended = await core.run(session, 'approval.execute', { run }).then(
    ({ state }) => state,
    (error: unknown) => (isPatchbayError(error) ? error.code : String(error)),
  )
  process.stdout.write(`${JSON.stringify({ run, ended, renames })}\n`)
}
