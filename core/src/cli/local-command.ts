import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { OtherCommand } from './other-command.ts'
import { untilAborted } from './until-aborted.ts'

const options = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  data: z.string(),
  esVersion: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .optional(),
})

/** `patchbay local`: an Elasticsearch of one process and one file, for one machine. Runs until it is stopped. */
export const addLocalCommand: OtherCommand =
  ({ terminal, signal }) =>
  (program: Command) => {
    program
      .command('local')
      .summary('runs a local Elasticsearch')
      .description(
        'Runs a local Elasticsearch until it is stopped. Its user is elastic; ELASTIC_PASSWORD sets the password.',
      )
      .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', '9200')
      .option('--data <dir>', 'folder of its data', '.patchbay/elasticsearch')
      .option('--es-version <v>', 'the version that it is: 8.15 to 8.19, or 9.0 to 9.6, such as 8.17.10')
      .action(async (given: unknown) => {
        const asked = options.safeParse(given)
        if (!asked.success) {
          const field = String(asked.error.issues[0]?.path[0] ?? '')
          throw new PatchbayError(
            'input.invalid',
            `--${field === 'esVersion' ? 'es-version' : field} is not valid.`,
            {
              field,
              next: 'A port is a number from 0 to 65535, a version looks like 8.17.10.',
            },
          )
        }
        const { port, data, esVersion } = asked.data
        const password = terminal.env['ELASTIC_PASSWORD']
        const { startLocalElasticsearch } =
          await import('../local-elasticsearch/start-local-elasticsearch.ts')
        const server = await startLocalElasticsearch({
          dataDir: resolve(terminal.cwd, data),
          port,
          ...(esVersion === undefined ? {} : { version: esVersion }),
          ...(password === undefined ? {} : { password }),
        }).catch((cause: unknown) => {
          throw notStarted(cause)
        })
        const { generatedPassword } = server
        terminal.print(
          `Local Elasticsearch ${server.version} on ${server.url}, data in ${data}. Ctrl-C stops it.`,
        )
        terminal.print(
          generatedPassword === undefined
            ? 'User elastic, with the password that you gave, or that was shown when its data was made.'
            : `User elastic, password ${generatedPassword}   (shown once: keep it)`,
        )
        terminal.print(`In another terminal:  export ES_URL=${server.url} ES_USER=elastic ES_PASSWORD=…`)
        terminal.print('                      npx patchbay cluster setup')
        await untilAborted(signal)
        await server.close()
        terminal.note('Local Elasticsearch has stopped.')
      })
  }

/** The server says why in one sentence: a port or a folder that somebody has, a disk that is full. */
const notStarted = (cause: unknown): PatchbayError =>
  new PatchbayError('local.not-started', cause instanceof Error ? cause.message : String(cause), {
    next: '--port takes another port, --data another folder, --es-version another version.',
    cause,
  })
