import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Credentials } from '../elasticsearch/connect.ts'
import { PatchbayError } from '../errors.ts'
import { localCredentialsPath, localCredentialsSchema } from '../protocol/local-credentials.ts'
import { Secret } from '../secrets/secret.ts'
import { configSchema } from './config-schema.ts'
import { namedCluster } from './named-cluster.ts'
import { type Environment, type Login, loginOfCluster } from './login-of-cluster.ts'
import { proxyFor } from './proxy-for.ts'
import { readJsonFile, refuseReadableByOthers } from './read-json-file.ts'

export const configFileName = 'patchbay.config.json'

/** What the command line said about where to go. */
export interface LoginFlags {
  config?: string | undefined
  cluster?: string | undefined
  as?: string | undefined
}

export interface Surroundings {
  env: Environment
  /** The folder that the command was started in. */
  cwd: string
}

const invalid = (message: string, next: string): PatchbayError =>
  new PatchbayError('config.invalid', message, { next })

/** The first of the folder and those above it that holds the file. */
export const findUpwards = (folder: string, name: string): string | undefined => {
  const path = join(folder, name)
  if (existsSync(path)) return path
  return dirname(folder) === folder ? undefined : findUpwards(dirname(folder), name)
}

const fromConfigFile = (file: string, cluster: string | undefined, env: Environment): Login => {
  const config = readJsonFile(file, 'The configuration file', configSchema)
  return loginOfCluster(namedCluster(config, file, cluster), env)
}

/** What a variable says as an address; it isn't shown, since it may hold a password. */
const requireAddress = (variable: string, url: string, example: string): void => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw invalid(`${variable} is not an address.`, `Write it as ${example}.`)
  if (parsed.username !== '' || parsed.password !== '')
    throw invalid(
      `${variable} holds a user or a password, and an address ends up in messages.`,
      'Leave them out, and set ES_USER and ES_PASSWORD.',
    )
}

const fromEnvironment = (url: string, env: Environment): Login => {
  const { ES_API_KEY: apiKey, ES_USER: username = 'elastic', ES_PASSWORD: password } = env
  requireAddress('ES_URL', url, 'https://host:9200')
  const auth = ((): Credentials => {
    if (apiKey !== undefined && apiKey !== '') {
      if (!/^[\w+/=-]+$/.test(apiKey))
        throw invalid(
          'ES_API_KEY is not an encoded API key.',
          'Give what Elasticsearch calls "encoded": base64 of id:key.',
        )
      return { kind: 'api-key', apiKey: new Secret(apiKey) }
    }
    if (password !== undefined && password !== '')
      return { kind: 'basic', username, password: new Secret(password) }
    throw invalid(
      'ES_URL is set, and nothing says who signs in.',
      'Set ES_USER and ES_PASSWORD, or ES_API_KEY.',
    )
  })()
  const { KIBANA_URL: kibana = '' } = env
  if (kibana !== '') requireAddress('KIBANA_URL', kibana, 'https://host:5601')
  return {
    name: new URL(url).host,
    stricter: [],
    kibana: kibana === '' ? undefined : kibana,
    connection: { url, auth, proxy: proxyFor(url) },
  }
}

const fromLocal = (file: string, username: string): Login => {
  refuseReadableByOthers(file)
  const { url, users } = readJsonFile(file, 'The file of the local cluster', localCredentialsSchema)
  const password = Object.hasOwn(users, username) ? users[username] : undefined
  if (password === undefined) {
    throw invalid(`The local cluster has no user "${username}".`, `It has ${Object.keys(users).join(', ')}.`)
  }
  return {
    name: 'local',
    stricter: [],
    connection: { url, auth: { kind: 'basic', username, password: new Secret(password) } },
  }
}

const onlyLocal = (flags: LoginFlags, login: Login): Login => {
  if (flags.as === undefined) return login
  throw invalid(
    `--as picks a user of the local cluster, and this is ${login.name}.`,
    'Leave it out, or sign in as that user.',
  )
}

/**
 * Where to go and as whom: `--config`, then `ES_URL` and its companions, then `patchbay.config.json` here or above,
 * then the local cluster of `npm start`, here or above (as ada, or as `--as` says).
 * @throws PatchbayError `config.invalid`.
 */
export const findLogin = (flags: LoginFlags, { env, cwd }: Surroundings): Login => {
  const local = findUpwards(cwd, localCredentialsPath)
  if (flags.config !== undefined) {
    return onlyLocal(flags, fromConfigFile(resolve(cwd, flags.config), flags.cluster, env))
  }
  const wantsLocal = flags.cluster === 'local' || (flags.cluster === undefined && flags.as !== undefined)
  if (wantsLocal && local !== undefined) return fromLocal(local, flags.as ?? 'ada')
  const { ES_URL: url } = env
  if (url !== undefined && url !== '' && flags.cluster === undefined)
    return onlyLocal(flags, fromEnvironment(url, env))
  const file = findUpwards(cwd, configFileName)
  if (file !== undefined) return onlyLocal(flags, fromConfigFile(file, flags.cluster, env))
  if (local !== undefined && flags.cluster === undefined) return fromLocal(local, flags.as ?? 'ada')
  throw invalid(
    flags.cluster === undefined
      ? 'Nothing says which cluster is meant.'
      : `No configuration names a cluster "${flags.cluster}".`,
    `\`npm start\` runs one on this machine, \`patchbay login\` remembers another; or set ES_URL.`,
  )
}
