import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Session } from '../deps.ts'
import type { Connection, Credentials } from '../elasticsearch/connect.ts'
import { PatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { type ClusterConfig, clusterConfigSchema, clusterName } from './config-schema.ts'
import { configFileName, findUpwards } from './find-login.ts'
import { loginOfCluster, wayTo } from './login-of-cluster.ts'
import type { OtherCommand } from './other-command.ts'
import { rememberLogin } from './remember-login.ts'
import type { Terminal } from './terminal.ts'

const options = z.object({
  config: z.string().optional(),
  json: z.boolean().default(false),
  url: z.string().optional(),
  cloudId: z.string().optional(),
  user: z.string().optional(),
  apiKey: z.boolean().default(false),
  passwordEnv: z.string().optional(),
  passwordFile: z.string().optional(),
  apiKeyEnv: z.string().optional(),
  apiKeyFile: z.string().optional(),
  kibana: z.string().optional(),
  caFile: z.string().optional(),
  caFingerprint: z.string().optional(),
})
type Options = z.infer<typeof options>

const wrong = (field: string, message: string, next: string): PatchbayError =>
  new PatchbayError('input.invalid', `${field}: ${message}.`, { field, next })

const noTerminal =
  'This is not a terminal: give --password-env, --password-file, --api-key-env or --api-key-file.'

/** The cluster as the configuration will name it; what is missing is asked for. */
const describe = async (given: Options, { ask }: Terminal): Promise<ClusterConfig> => {
  const { url, cloudId, user, apiKey: byKey, json: _json, config: _config, ...rest } = given
  const needsUser = !byKey && given.apiKeyEnv === undefined && given.apiKeyFile === undefined
  const question = (message: string) => (given.json ? undefined : ask)?.({ message, choices: [] })
  const address = url ?? (cloudId === undefined ? await question('address (https://host:9200):') : undefined)
  if (address === undefined && cloudId === undefined)
    throw wrong('url', 'is missing', 'Give --url https://host:9200, or --cloud-id.')
  const username = needsUser ? (user ?? (await question('user:'))) : undefined
  if (needsUser && username === undefined) throw wrong('user', 'is missing', 'Give --user, or --api-key.')
  const parsed = clusterConfigSchema.safeParse({ ...rest, url: address, cloudId, username })
  if (parsed.success) return JSON.parse(JSON.stringify(parsed.data))
  const [issue] = parsed.error.issues
  throw wrong(String(issue?.path[0] ?? 'url'), issue?.message ?? 'is not valid', 'See --help.')
}

const secretKinds = ['passwordEnv', 'passwordFile', 'apiKeyEnv', 'apiKeyFile'] as const

/** Typed without being shown, where nothing says from where it comes. */
const askSecret = async (
  cluster: ClusterConfig,
  { askHidden }: Pick<Terminal, 'askHidden'>,
): Promise<{ kind: 'passwordFile' | 'apiKeyFile'; secret: Secret } | undefined> => {
  if (secretKinds.some((kind) => cluster[kind] !== undefined)) return undefined
  const byKey = cluster.username === undefined
  if (askHidden === undefined) throw wrong(byKey ? 'api-key' : 'password', 'is missing', noTerminal)
  const typed = await askHidden(byKey ? 'encoded API key' : `password of ${cluster.username}`)
  return { kind: byKey ? 'apiKeyFile' : 'passwordFile', secret: new Secret(typed) }
}

const credentials = ({ username }: ClusterConfig, secret: Secret): Credentials =>
  username === undefined ? { kind: 'api-key', apiKey: secret } : { kind: 'basic', username, password: secret }

const open = async (name: string, connection: Connection): Promise<Session> => {
  const { connect } = await import('../elasticsearch/connect.ts')
  const { openSession } = await import('../elasticsearch/open-session.ts')
  return openSession(name, connect(connection))
}

/** The host's first part, which people know a cluster by. */
const nameFrom = ({ url, cloudId }: ClusterConfig): string => {
  const host = url === undefined ? (cloudId?.split(':')[0] ?? 'cluster') : new URL(url).hostname
  const first = /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host)
  return first.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 64)
}

const logIn = async (asked: string | undefined, given: Options, terminal: Terminal): Promise<void> => {
  const { env, cwd, print } = terminal
  const file =
    given.config === undefined
      ? (findUpwards(cwd, configFileName) ?? join(cwd, configFileName))
      : resolve(cwd, given.config)
  // Files are named from where the configuration file lies.
  const fromFile = (path: string | undefined) =>
    path === undefined ? undefined : relative(dirname(file), resolve(cwd, path))
  const cluster = await describe(
    {
      ...given,
      passwordFile: fromFile(given.passwordFile),
      apiKeyFile: fromFile(given.apiKeyFile),
      caFile: fromFile(given.caFile),
    },
    terminal,
  )
  const name = asked ?? nameFrom(cluster)
  const usable = clusterName.safeParse(name)
  if (!usable.success) throw wrong('name', usable.error.issues[0]?.message ?? 'is not valid', 'See --help.')
  const named = { name, config: cluster, file }
  const typed = await askSecret(cluster, given.json ? { askHidden: undefined } : terminal)
  const connection =
    typed === undefined
      ? loginOfCluster(named, env).connection
      : { ...wayTo(named), auth: credentials(cluster, typed.secret) }
  // Tried before it is remembered: a wrong password would only be found by the next command.
  const { cluster: found, actor } = await open(name, connection)
  const made = !existsSync(file)
  rememberLogin(file, { name, cluster, typed })
  if (given.json)
    return print(JSON.stringify({ name, file, version: found.version, username: actor.username }))
  print(`You are ${actor.username} on ${name}, Elasticsearch ${found.version}.`)
  print(`${file} ${made ? 'was made and names' : 'names'} it; \`patchbay --cluster ${name} …\` goes there.`)
  if (typed !== undefined)
    print(
      'What you typed is in .patchbay/logins beside it, readable by you alone. Delete that file to log out.',
    )
}

/** `patchbay login`: tries a way to a cluster and remembers it in the configuration file. */
export const addLoginCommand: OtherCommand =
  ({ terminal }) =>
  (program: Command) => {
    program
      .command('login')
      .argument('[name]', 'what to call the cluster; made from its address when left out')
      .summary('signs in to a cluster, and remembers how')
      .description(
        'Signs in to a cluster and remembers how. The configuration file holds no secret: a password that is typed is kept in a file of its own.',
      )
      .option('--url <address>', 'address of Elasticsearch, such as https://host:9200')
      .option('--cloud-id <id>', 'Cloud ID, instead of the address')
      .option('--user <name>', 'who signs in; the password is asked for')
      .option('--api-key', 'sign in with an encoded API key, which is asked for')
      .option('--password-env <name>', 'environment variable that holds the password: only its name is kept')
      .option('--password-file <path>', 'file that holds the password: only its path is kept')
      .option('--api-key-env <name>', 'the same for an encoded API key')
      .option('--api-key-file <path>', 'the same for an encoded API key')
      .option('--kibana <address>', 'address of its Kibana, to which connectors are linked')
      .option('--ca-file <path>', 'PEM file of the certificate authority')
      .option('--ca-fingerprint <hex>', 'SHA-256 fingerprint of a certificate that the server shows')
      .action((name: string | undefined, _given: unknown, command: Command) =>
        logIn(name, options.parse(command.optsWithGlobals()), terminal),
      )
  }
