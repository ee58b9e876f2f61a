import { resolve } from 'node:path'
import { localCredentialsPath } from '../protocol/local-credentials.ts'
import { configSchema } from './config-schema.ts'
import { configFileName, findLogin, findUpwards, type LoginFlags, type Surroundings } from './find-login.ts'
import { type Login, loginOfCluster } from './login-of-cluster.ts'
import { readJsonFile } from './read-json-file.ts'

/** A cluster that a command could be sent to; how to sign in there may be wrong. */
export interface KnownLogin {
  name: string
  open(): Login
}

/** Every cluster that this folder and environment know: those of the configuration file, ES_URL, and the local one. */
export const knownLogins = (flags: LoginFlags, around: Surroundings): KnownLogin[] => {
  const { env, cwd } = around
  const file = flags.config === undefined ? findUpwards(cwd, configFileName) : resolve(cwd, flags.config)
  const config = file === undefined ? undefined : readJsonFile(file, 'The configuration file', configSchema)
  const ofFile = Object.entries(config?.clusters ?? {}).map(([name, cluster]) => ({
    name,
    open: () => loginOfCluster({ name, config: cluster, file: file ?? '' }, env),
  }))
  const { ES_URL: url = '' } = env
  const ofEnvironment = { name: 'ES_URL', open: () => findLogin({}, around) }
  const local = { name: 'local', open: () => findLogin({ cluster: 'local', as: flags.as }, around) }
  return [
    ...ofFile,
    ...(url === '' || flags.config !== undefined ? [] : [ofEnvironment]),
    ...(findUpwards(cwd, localCredentialsPath) === undefined || flags.config !== undefined ? [] : [local]),
  ]
}
