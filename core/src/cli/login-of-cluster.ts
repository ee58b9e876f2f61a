import { dirname, resolve } from 'node:path'
import type { Connection, Credentials } from '../elasticsearch/connect.ts'
import { PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { PolicyRule } from '../protocol/policy.ts'
import { Secret } from '../secrets/secret.ts'
import { cloudUrl } from './cloud-url.ts'
import type { ClusterConfig } from './config-schema.ts'
import { proxyFor } from './proxy-for.ts'
import { readTextFile } from './read-json-file.ts'

/** One cluster, how to reach it and as whom. */
export interface Login {
  /** The cluster's name, as the configuration or the reader calls it. */
  name: string
  connection: Connection
  /** Address of its Kibana. */
  kibana?: string | undefined
  stricter: readonly PolicyRule[]
  /** What the file says to its worker of the addresses of data sources. */
  addressRules?: AddressRules | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

export interface NamedCluster {
  name: string
  config: ClusterConfig
  /** The file that it stands in: other files are named from there. */
  file: string
  addressRules?: AddressRules | undefined
}

const invalid = (message: string, next: string): PatchbayError =>
  new PatchbayError('config.invalid', message, { next })

const fromEnvironment = (env: Environment, variable: string, { name, file }: NamedCluster): Secret => {
  const value = env[variable]
  if (value !== undefined && value !== '') return new Secret(value)
  throw invalid(
    `Cluster "${name}" of ${file} wants ${variable}, and the environment has none.`,
    `Set ${variable}.`,
  )
}

const fromFile = (path: string, { file }: NamedCluster): Secret =>
  new Secret(readTextFile(resolve(dirname(file), path), 'The file').trim())

const credentialsOf = (cluster: NamedCluster, env: Environment): Credentials => {
  const { config, name, file } = cluster
  if (config.apiKeyEnv !== undefined)
    return { kind: 'api-key', apiKey: fromEnvironment(env, config.apiKeyEnv, cluster) }
  if (config.apiKeyFile !== undefined)
    return { kind: 'api-key', apiKey: fromFile(config.apiKeyFile, cluster) }
  const next = 'Give it "username" with "passwordEnv" or "passwordFile", or "apiKeyEnv" or "apiKeyFile".'
  if (config.username === undefined)
    throw invalid(`Cluster "${name}" of ${file} does not say who signs in.`, next)
  const { username } = config
  if (config.passwordEnv !== undefined) {
    return { kind: 'basic', username, password: fromEnvironment(env, config.passwordEnv, cluster) }
  }
  if (config.passwordFile === undefined)
    throw invalid(`Cluster "${name}" of ${file} has a user and no password.`, next)
  return { kind: 'basic', username, password: fromFile(config.passwordFile, cluster) }
}

const addressOf = ({ name, config, file }: NamedCluster): string => {
  if (config.url !== undefined) return config.url
  if (config.cloudId !== undefined) return cloudUrl(config.cloudId)
  throw invalid(`Cluster "${name}" of ${file} has no address.`, 'Give it "url" or "cloudId".')
}

/** How to reach a cluster of the configuration file, whoever signs in. */
export const wayTo = (cluster: NamedCluster): Omit<Connection, 'auth'> => {
  const { config, file } = cluster
  const { caFile, caFingerprint } = config
  const url = addressOf(cluster)
  const proxy = config.proxy ?? proxyFor(url)
  return {
    url,
    ...(caFile === undefined ? {} : { ca: readTextFile(resolve(dirname(file), caFile), 'The certificate') }),
    ...(caFingerprint === undefined ? {} : { caFingerprint }),
    ...(proxy === undefined ? {} : { proxy }),
  }
}

/**
 * How to reach a cluster of the configuration file, and as whom; its secrets are read from where the file says.
 * @throws PatchbayError `config.invalid`, saying what is missing.
 */
export const loginOfCluster = (cluster: NamedCluster, env: Environment): Login => ({
  name: cluster.name,
  kibana: cluster.config.kibana,
  stricter: cluster.config.stricter ?? [],
  addressRules: cluster.addressRules,
  connection: { ...wayTo(cluster), auth: credentialsOf(cluster, env) },
})
