import { type Command, Option } from 'commander'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { Traces } from '../sync/open-traces.ts'
import type { WorkerEvent } from '../sync/worker-event.ts'
import { workerName } from '../sync/worker-name.ts'
import { systemClock, systemIds } from '../system-deps.ts'
import type { OtherCommand, Surroundings } from './other-command.ts'
import { syncsOverHttp } from './syncs-over-http.ts'
import { tracesOfWorker } from './traces-of-worker.ts'
import { untilAborted } from './until-aborted.ts'
import { workerLogin, type WorkerLogin } from './worker-login.ts'

const options = z.object({
  config: z.string().optional(),
  cluster: z.string().optional(),
  listen: z.string().optional(),
  syncsOverHttp: z.boolean().optional(),
  logFormat: z.enum(['text', 'ecs']).optional(),
})

type Observe = (event: WorkerEvent) => void

/** Lines for a person, each with its time, or one JSON object a line. */
const logOf = async (
  format: 'text' | 'ecs',
  name: string,
  { terminal }: Pick<Surroundings, 'terminal'>,
): Promise<Observe> => {
  const { ecsLine, forLog, lineOf } = await import('../sync/index.ts')
  return forLog((event) => {
    const now = systemClock.now()
    const [time, line] =
      format === 'ecs'
        ? ['', ecsLine(event, { name, now })]
        : [`${now.toISOString().slice(0, 19)}Z `, lineOf(event)]
    if (line !== undefined) terminal.note(time + line)
  })
}

const start = async (
  { connection, keys, settings, ownFiles }: WorkerLogin,
  observe: Observe,
  traces: Traces | undefined,
) => {
  const { connect } = await import('../elasticsearch/connect.ts')
  const { sources, startWorker } = await import('../sync/index.ts')
  return startWorker({
    es: connect(connection),
    connectTo: (apiKey) => connect({ ...connection, auth: { kind: 'api-key', apiKey } }),
    keys,
    sources,
    clock: systemClock,
    ids: systemIds,
    observe,
    span: traces?.root,
    name: settings.name,
    concurrency: settings.syncs,
    maxDeletedShare: settings.maxDeletedShare,
    addressRules: { ...settings, ownFiles },
    bulk: {
      documentBytes: settings.maxDocumentMb && settings.maxDocumentMb * 1024 * 1024,
      bytes: settings.bulkKb && settings.bulkKb * 1024,
      requests: settings.bulkRequests,
    },
  })
}

/** SIGHUPs ask to read the configuration again. One that comes while that is done counts too, and ends nothing. */
const hearHangUps = () => {
  let asked = Promise.withResolvers<'again'>()
  const hear = (): void => asked.resolve('again')
  process.on('SIGHUP', hear)
  return {
    next: async (): Promise<'again'> => {
      await asked.promise
      asked = Promise.withResolvers()
      return 'again'
    },
    [Symbol.dispose]: () => void process.off('SIGHUP', hear),
  }
}

const nowhereToListen = new PatchbayError('config.invalid', 'syncsOverHttp: the worker listens nowhere.', {
  field: 'syncsOverHttp',
  next: 'Give --listen too, such as --listen 127.0.0.1:9180.',
})

/** `patchbay worker`: runs syncs until it is stopped; what it is at is left for the next worker to take up. */
export const addWorkerCommand: OtherCommand =
  ({ core, terminal, signal }) =>
  (program: Command) => {
    program
      .command('worker')
      .summary('runs the syncs of connectors')
      .description(
        'Runs the syncs of connectors until it is stopped; any number of workers may run. Its own key comes from ' +
          'PATCHBAY_WORKER_KEY or from worker.apiKeyFile of the configuration file. SIGHUP reads that file again.',
      )
      .option('--listen <address>', 'serve health and metrics there, such as 127.0.0.1:9180')
      .option('--syncs-over-http', 'there, POST /sync/CONNECTOR with an API key asks for a sync')
      .addOption(new Option('--log-format <format>', 'ecs: one JSON object a line').choices(['text', 'ecs']))
      .action(async (_given: unknown, command: Command) => {
        const given = options.parse(command.optsWithGlobals())
        using hangUps = hearHangUps()
        const read = () => workerLogin(given, terminal)
        let login = read()
        const say = (message: string) => log({ is: 'note', message })
        const { serveWorker } = await import('../sync/serve-worker.ts')
        const listen = given.listen ?? login.settings.listen
        const asked = given.syncsOverHttp ?? login.settings.syncsOverHttp ?? false
        if (asked && listen === undefined) throw nowhereToListen
        const post = asked ? syncsOverHttp(core, () => login, systemClock) : undefined
        const served = listen === undefined ? undefined : await serveWorker(listen, systemClock, post)
        const log = await logOf(
          given.logFormat ?? login.settings.logFormat ?? 'text',
          workerName(login.settings.name),
          { terminal },
        )
        const observe: Observe = (event) => {
          log(event)
          served?.see(event)
        }
        if (served !== undefined) say(`Health and metrics are at ${served.url}.`)
        if (served !== undefined && asked) say(`Syncs are asked for at ${served.url}/sync/CONNECTOR.`)
        say(
          `The worker ${workerName(login.settings.name)} works for ${login.name} at ${login.connection.url}. Ctrl-C stops it in good order.`,
        )
        const traces = await tracesOfWorker(terminal.env, observe)
        let worker = await start(login, observe, traces)
        while ((await Promise.race([untilAborted(signal), hangUps.next()])) === 'again') {
          try {
            login = read()
          } catch (error) {
            say(`The configuration is not taken: ${error instanceof Error ? error.message : String(error)}`)
            continue
          }
          say('The configuration is read again: syncs that run are suspended and go on with it.')
          await worker.stop()
          worker = await start(login, observe, traces)
        }
        say('Stopping: syncs that run are suspended and go on with the next worker.')
        await worker.stop()
        await traces?.close()
        await served?.close()
      })
  }
