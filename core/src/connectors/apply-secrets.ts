import { PatchbayError } from '../errors.ts'
import { isEmptyValue } from '../protocol/configuration-value.ts'
import { type ConnectorEntry, isReference, referencesIn, referenceWords } from '../protocol/connector-file.ts'
import type { Configuration } from '../protocol/connector.ts'
import { isSecretValue } from '../protocol/sensitive-fields.ts'
import type { Secret } from '../secrets/secret.ts'

/** @throws PatchbayError `input.invalid` for a secret that nobody looked up where it is. */
export const requireSecrets = (entry: ConnectorEntry, secrets: Readonly<Record<string, Secret>>): void => {
  const lacking = referencesIn([entry]).find(([key]) => !Object.hasOwn(secrets, key))
  if (lacking === undefined) return
  const [key, reference] = lacking
  throw new PatchbayError(
    'input.invalid',
    `${key.slice(entry.key.length + 1)} comes from ${referenceWords(reference)}, which only the command line reads.`,
    { field: `secrets.${key}`, next: 'Run `patchbay connector apply FILE` where it is.' },
  )
}

/**
 * The file stands in the request, which everybody may read and nobody can take back.
 * @throws PatchbayError `input.invalid` for a secret that the file holds itself.
 */
export const requireReferences = ({ configuration = {} }: ConnectorEntry, fields: Configuration): void => {
  const plain = Object.entries(configuration).find(
    ([key, value]) => !isReference(value) && !isEmptyValue(value) && isSecretValue(key, fields[key], value),
  )
  if (plain === undefined) return
  throw new PatchbayError('input.invalid', `${plain[0]}: is a secret, and the log keeps the file.`, {
    field: 'file',
    next: 'Write { env: NAME } or { file: PATH } in its place.',
  })
}
