import { dirname, resolve } from 'node:path'
import { PatchbayError } from '../errors.ts'
import { type Reference, referencesIn } from '../protocol/connector-file.ts'
import { Secret } from '../secrets/secret.ts'
import { type AssignmentSources, withoutLineEnd } from './assignments.ts'
import { readGiven } from './read-given.ts'

/**
 * The values that a file of connectors leaves to variables and other files, which are found from where the file lies.
 * Only a command line does this: nobody reads the files of a bot's machine through it.
 * @throws PatchbayError `input.invalid` where a variable or a file is missing, or the file itself is wrong.
 */
export const readReferences = async (
  text: string,
  path: string,
  { env }: Pick<AssignmentSources, 'env'>,
): Promise<Record<string, Secret>> => {
  const { readConnectorFile } = await import('../connectors/read-connector-file.ts')
  const read = (key: string, reference: Reference): Secret => {
    if ('file' in reference)
      return new Secret(withoutLineEnd(readGiven(key, resolve(dirname(path), reference.file))))
    const value = env[reference.env]
    if (value !== undefined) return new Secret(value)
    throw new PatchbayError('input.invalid', `${key}: the environment has no ${reference.env}.`, {
      field: `secrets.${key}`,
      next: `Set ${reference.env}, or write { file: PATH } in ${path}.`,
    })
  }
  return Object.fromEntries(
    referencesIn(readConnectorFile(text)).map(([key, reference]) => [key, read(key, reference)]),
  )
}
