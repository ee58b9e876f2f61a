import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { PatchbayError } from '../errors.ts'
import type { Secret } from '../secrets/secret.ts'
import { type ClusterConfig, configSchema } from './config-schema.ts'
import { readJsonFile, readTextFile } from './read-json-file.ts'

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' }
const set = (text: string, path: string[], value: unknown): string =>
  applyEdits(text, modify(text, path, value, { formattingOptions }))

/** Nobody else may read it, and no repository takes it in. */
const writeSecret = (path: string, secret: Secret): void => {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, '.gitignore'), '*\n')
  writeFileSync(path, `${secret.reveal()}\n`, { mode: 0o600 })
  // A file that was there keeps its mode otherwise.
  chmodSync(path, 0o600)
}

/** Where a password or a key that was typed is kept: beside the configuration file, which only names it. */
const secretPath = (file: string, name: string): string => join(dirname(file), '.patchbay', 'logins', name)

interface Remembered {
  name: string
  /** Without who signs in by which secret, where that was typed. */
  cluster: ClusterConfig
  /** What was typed; undefined where the cluster says where to find it. */
  typed?: { kind: 'passwordFile' | 'apiKeyFile'; secret: Secret } | undefined
}

const ofOldLogin = ['username', 'passwordEnv', 'passwordFile', 'apiKeyEnv', 'apiKeyFile', 'url', 'cloudId']

const notWritten = (file: string, cause: unknown): PatchbayError =>
  new PatchbayError(
    'config.invalid',
    `The login is not remembered in ${file}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    { next: 'Look at that folder and who may write there, or give --config FILE in another.', cause },
  )

/**
 * Writes a cluster into a configuration file, made when it isn't there; what else stands in it stays, comments too. The
 * first cluster becomes the default one.
 * @throws PatchbayError `config.invalid` where the file can't be used as it is, or can't be written: then nothing is kept.
 */
export const rememberLogin = (file: string, { name, cluster, typed }: Remembered): void => {
  const known = existsSync(file)
  const config = known ? readJsonFile(file, 'The configuration file', configSchema) : { clusters: {} }
  const before: object = { ...config.clusters }
  const kept = Object.entries(Object.entries(before).find(([key]) => key === name)?.[1] ?? {}).filter(
    ([key]) => !ofOldLogin.includes(key),
  )
  const path = secretPath(file, name)
  const entry = {
    ...Object.fromEntries(kept),
    ...cluster,
    ...(typed === undefined ? {} : { [typed.kind]: relative(dirname(file), path) }),
  }
  const text = known ? readTextFile(file, 'The configuration file') : '{\n  "clusters": {}\n}\n'
  const withCluster = set(text, ['clusters', name], entry)
  const whole = 'default' in config && config.default ? withCluster : set(withCluster, ['default'], name)
  const next = `${file}.new`
  try {
    writeFileSync(next, whole)
    try {
      if (typed !== undefined) writeSecret(path, typed.secret)
      renameSync(next, file)
    } catch (cause) {
      rmSync(next)
      throw cause
    }
  } catch (cause) {
    throw notWritten(file, cause)
  }
}
