import type { Command } from 'commander'
import { z } from 'zod'
import { isPatchbayError } from '../errors.ts'
import { findLogin } from './find-login.ts'
import { type KnownLogin, knownLogins } from './known-logins.ts'
import type { Login } from './login-of-cluster.ts'
import type { OtherCommand } from './other-command.ts'

const flags = z.object({
  config: z.string().optional(),
  as: z.string().optional(),
  json: z.boolean().default(false),
})

interface ClusterRow {
  name: string
  /** Where commands go that name none. */
  default: boolean
  state: 'reachable' | 'unreachable' | 'not configured'
  version: string | null
  address: string | null
  you: string | null
  problem: string | null
}

const patience = 3_000
const columns = ['name', 'default', 'state', 'version', 'you', 'address', 'problem']

const wordsOf = (error: unknown): string => {
  const next = isPatchbayError(error) ? error.next : undefined
  const what = error instanceof Error ? error.message : String(error)
  return next === undefined ? what : `${what.replace(/\.?$/, '.')} ${next}`
}

const look = async ({ name, connection }: Login): Promise<Partial<ClusterRow>> => {
  const { connect } = await import('../elasticsearch/connect.ts')
  const { openSession } = await import('../elasticsearch/open-session.ts')
  const es = connect({ ...connection, requestTimeout: patience, retries: 0 })
  const { cluster, actor } = await openSession(name, es)
  const you =
    actor.apiKey === undefined ? actor.username : `${actor.username}, by the API key ${actor.apiKey.name}`
  return { state: 'reachable', version: cluster.version, you }
}

/** What a configuration comes to: a login, or why there is none. */
const attempt = (open: () => Login): { login?: Login; error?: unknown } => {
  try {
    return { login: open() }
  } catch (error) {
    return { error }
  }
}

const rowsOf = (known: readonly KnownLogin[], meant: Login | undefined): Promise<ClusterRow[]> => {
  const opened = known.map(({ name, open }) => ({ name, ...attempt(open) }))
  // Where commands go that name no cluster.
  const first = opened.find(
    ({ login }) => login !== undefined && login.connection.url === meant?.connection.url,
  )
  const rows = opened.map(async (one): Promise<ClusterRow> => {
    const { name, login } = one
    const nothing = { name, default: one === first, version: null, address: null, you: null, problem: null }
    if (login === undefined) return { ...nothing, state: 'not configured', problem: wordsOf(one.error) }
    const asked = { ...nothing, address: login.connection.url, state: 'unreachable' as const }
    return look(login).then(
      (seen) => ({ ...asked, ...seen }),
      (error: unknown) => ({ ...asked, problem: wordsOf(error) }),
    )
  })
  return Promise.all(rows)
}

/** `patchbay cluster list`: no operation, since it asks all clusters at once. */
export const addClustersCommand: OtherCommand =
  ({ core, terminal }) =>
  (program: Command) => {
    const others = core.operations.filter(({ noun }) => noun === 'cluster').map(({ verb }) => verb)
    const verbs = ['list', ...others].join(', ')
    program
      .command('cluster')
      .summary(verbs)
      .helpCommand(false)
      .command('list')
      .summary('Shows the clusters that are known here, whether they answer, and who you are there.')
      .action(async (_given: unknown, command: Command) => {
        const { json, ...asked } = flags.parse(command.optsWithGlobals())
        const meant = attempt(() => findLogin(asked, terminal)).login
        const items = await rowsOf(knownLogins(asked, terminal), meant)
        if (json) return terminal.print(JSON.stringify({ items }))
        const { renderValue } = await import('./render-value.ts')
        const empty = `No cluster is known here: \`npm start\` runs one on this machine, \`patchbay login\` remembers another.`
        for (const line of renderValue({ items }, { now: new Date(), width: terminal.width, columns, empty }))
          terminal.print(line)
      })
  }
