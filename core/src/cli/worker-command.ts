import type { Command } from 'commander'
import { z } from 'zod'
import { systemClock, systemIds } from '../system-deps.ts'
import type { OtherCommand } from './other-command.ts'
import { untilAborted } from './until-aborted.ts'
import { workerLogin } from './worker-login.ts'

const options = z.object({ config: z.string().optional() })

/** `patchbay worker`: runs syncs until it is stopped; what it is at is left for the next worker to take up. */
export const addWorkerCommand: OtherCommand =
  ({ terminal, signal }) =>
  (program: Command) => {
    program
      .command('worker')
      .summary('runs the syncs of connectors')
      .description(
        'Runs the syncs of connectors until it is stopped; any number of workers may run. Its own key comes from ' +
          'PATCHBAY_WORKER_KEY or from worker.apiKeyFile of the configuration file.',
      )
      .action(async (_given: unknown, command: Command) => {
        const { name, connection, keys } = workerLogin(
          options.parse(command.optsWithGlobals()).config,
          terminal,
        )
        const { connect } = await import('../elasticsearch/connect.ts')
        const { sources, startWorker } = await import('../sync/index.ts')
        const worker = await startWorker({
          es: connect(connection),
          connectTo: (apiKey) => connect({ ...connection, auth: { kind: 'api-key', apiKey } }),
          keys,
          sources,
          clock: systemClock,
          ids: systemIds,
          log: terminal.note,
        })
        terminal.note(`The worker works for ${name} at ${connection.url}. Ctrl-C stops it in good order.`)
        await untilAborted(signal)
        terminal.note('Stopping: syncs that run are suspended and go on with the next worker.')
        await worker.stop()
      })
  }
