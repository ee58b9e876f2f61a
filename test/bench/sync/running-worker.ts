import { connect, Secret, systemClock, systemIds } from '@patchbay/core'
import { sources, startWorker } from '@patchbay/core/sync'
import { z } from 'zod'

/** A worker as it runs by default, in a process of its own, until its parent ends. Prints a line when it has looked. */
const { elasticsearch, key } = z
  .object({ elasticsearch: z.string(), key: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))

const looked = Promise.withResolvers<void>()
const connectAs = (apiKey: Secret) => connect({ url: elasticsearch, auth: { kind: 'api-key', apiKey } })
const worker = await startWorker({
  es: connectAs(new Secret(key)),
  connectTo: connectAs,
  keys: () => undefined,
  sources,
  clock: systemClock,
  ids: systemIds,
  observe: (event) => {
    if (event.is === 'round') looked.resolve()
    if (event.is === 'trouble') process.stderr.write(`${event.message}\n`)
  },
})
await looked.promise
process.stdout.write('ready\n')
process.once('disconnect', () => void worker.stop().then(() => process.exit()))
