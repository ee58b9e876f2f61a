import { dirname, resolve } from 'node:path'
import type { Connection } from '../elasticsearch/connect.ts'
import { PatchbayError } from '../errors.ts'
import { localCredentialsPath, localCredentialsSchema } from '../protocol/local-credentials.ts'
import type { PolicyRule } from '../protocol/policy.ts'
import { Secret } from '../secrets/secret.ts'
import { connectorKeysFile } from '../sync/connector-keys-file.ts'
import { configSchema, type WorkerConfig } from './config-schema.ts'
import { configFileName, findUpwards, type LoginFlags, type Surroundings } from './find-login.ts'
import { wayTo } from './login-of-cluster.ts'
import { namedCluster } from './named-cluster.ts'
import { ownFilesOf } from './own-files.ts'
import { readJsonFile, readTextFile, refuseReadableByOthers } from './read-json-file.ts'

/** What a worker needs to begin: its own identity, and the keys of self-managed connectors. */
export interface WorkerLogin {
  name: string
  connection: Connection
  keys: (connectorId: string) => Secret | undefined
  /** What its configuration adds to the policy of the cluster. */
  stricter: readonly PolicyRule[]
  /** What the configuration file says of the worker. */
  settings: WorkerConfig
  /** Its configuration, and all files with keys or passwords that this names. */
  ownFiles: readonly string[]
}

const noKeys = (): undefined => undefined

/**
 * Where a worker works and as whom: the configuration file that is named or lies here or above, else the local cluster
 * of `npm start`.
 * @throws PatchbayError `config.invalid`, saying what is missing.
 */
export const workerLogin = (
  { config, cluster: asked }: Pick<LoginFlags, 'config' | 'cluster'>,
  { env, cwd }: Surroundings,
): WorkerLogin => {
  const file = config === undefined ? findUpwards(cwd, configFileName) : resolve(cwd, config)
  const fromEnv = env['PATCHBAY_WORKER_KEY']
  if (file === undefined || (asked === 'local' && config === undefined)) return localWorker(cwd, asked)
  const settings = readJsonFile(file, 'The configuration file', configSchema)
  const { cluster, apiKeyFile, connectorKeysFile: keysFile } = settings.worker ?? {}
  const beside = (path: string): string => resolve(dirname(file), path)
  const key =
    fromEnv ??
    (apiKeyFile === undefined ? undefined : readTextFile(beside(apiKeyFile), 'The key file').trim())
  if (key === undefined || key === '') {
    throw new PatchbayError(
      'config.invalid',
      `Neither PATCHBAY_WORKER_KEY nor "worker.apiKeyFile" of ${file} gives a key.`,
      {
        next: 'Make one with `patchbay cluster setup --service worker`, signed in as an administrator.',
      },
    )
  }
  const named = namedCluster(settings, file, asked ?? cluster)
  return {
    name: named.name,
    connection: { ...wayTo(named), auth: { kind: 'api-key', apiKey: new Secret(key) } },
    keys: keysFile === undefined ? noKeys : connectorKeysFile(beside(keysFile)),
    stricter: named.config.stricter ?? [],
    settings: settings.worker ?? {},
    ownFiles: ownFilesOf(settings, file),
  }
}

const localWorker = (cwd: string, asked: string | undefined): WorkerLogin => {
  const file = findUpwards(cwd, localCredentialsPath)
  if (file === undefined || (asked ?? 'local') !== 'local') {
    const problem =
      asked === undefined
        ? 'Nothing says which cluster the worker works for.'
        : `No configuration names a cluster "${asked}".`
    throw new PatchbayError('config.invalid', problem, {
      next: `Give --config FILE, or write ${configFileName}, which \`patchbay login\` does; a worker takes no ES_URL.`,
    })
  }
  refuseReadableByOthers(file)
  const keysFile = resolve(dirname(file), 'connector-keys.json')
  const { url, services } = readJsonFile(file, 'The file of the local cluster', localCredentialsSchema)
  return {
    name: 'local',
    connection: { url, auth: { kind: 'api-key', apiKey: new Secret(services['worker'] ?? '') } },
    keys: connectorKeysFile(keysFile),
    stricter: [],
    settings: {},
    ownFiles: [file, keysFile],
  }
}
