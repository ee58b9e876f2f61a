import type { Command } from 'commander'
import { z } from 'zod'
import { findLogin } from './find-login.ts'
import type { OtherCommand } from './other-command.ts'

const flags = z.object({
  config: z.string().optional(),
  cluster: z.string().optional(),
  as: z.string().optional(),
})

/** `patchbay mcp`: the operations as tools for a language model, which gets no more rights than whoever signs in. */
export const addMcpCommand: OtherCommand =
  ({ core, version, terminal, signal }) =>
  (program: Command) => {
    program
      .command('mcp')
      .summary('serves the operations to language models')
      .description(
        'Serves the operations as tools of the Model Context Protocol, on stdin and stdout. Takes and gives no secret, ' +
          'casts no vote; everything else goes the same way of privileges, policy and approval.',
      )
      .action(async (_given: unknown, command: Command) => {
        const login = findLogin(flags.parse(command.optsWithGlobals()), terminal)
        const { connect } = await import('../elasticsearch/connect.ts')
        const { openCluster } = await import('../elasticsearch/open-session.ts')
        const { serveTools } = await import('./mcp/serve-tools.ts')
        const es = connect(login.connection)
        terminal.note(`Serving tools for ${login.name}; the client that started this ends it.`)
        // A session a call: the roles of whoever signed in may change while this runs.
        await serveTools({ core, version, openSession: () => openCluster(login, es), signal })
      })
  }
