import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'

const keysSchema = z.record(z.string(), z.string())

const invalid = (message: string, next: string, cause?: unknown): PatchbayError =>
  new PatchbayError('config.invalid', message, { next, cause })

/** @throws PatchbayError `config.invalid` when others can read it, or it is no such file. */
export const readConnectorKeys = (path: string): Readonly<Record<string, string>> => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined) return {}
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw invalid(`${path} holds keys and others can read it.`, `Run \`chmod 600 ${path}\`.`)
  }
  try {
    return keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw invalid(`${path} is not as it should be.`, 'It holds { "<connector id>": "<encoded key>" }.', cause)
  }
}

/**
 * The keys of self-managed connectors, by connector id, from a file of mode 0600. It is read each time that a key is
 * asked for, since keys come and go while a worker runs; a file that isn't there holds none.
 * @throws PatchbayError `config.invalid` when others can read it, or it is no such file.
 */
export const connectorKeysFile =
  (path: string) =>
  (connectorId: string): Secret | undefined => {
    const keys = readConnectorKeys(path)
    const key = Object.hasOwn(keys, connectorId) ? keys[connectorId] : undefined
    return key === undefined ? undefined : new Secret(key)
  }
