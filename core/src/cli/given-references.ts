import { dirname, isAbsolute, join } from 'node:path'
import { type Reference, referencesIn } from '../protocol/connector-file.ts'
import type { Request } from './build-program.ts'
import { readGiven } from './read-given.ts'

/** Where the secrets of a request come from, by their path in its input: only a file of connectors says that. */
export const givenReferences = async ({
  shape: { fields, positional },
  given,
}: Request): Promise<ReadonlyMap<string, Reference>> => {
  const file = fields.find(({ kind }) => kind === 'file')
  const path = file && (given.flags[file.name] ?? (file === positional ? given.positional : undefined))
  if (typeof path !== 'string') return new Map()
  const { readConnectorFile } = await import('../connectors/read-connector-file.ts')
  const references = referencesIn(readConnectorFile(readGiven('file', path)))
  // A file is named from where the file of connectors lies.
  const fromHere = (reference: Reference): Reference =>
    'env' in reference || isAbsolute(reference.file)
      ? reference
      : { file: join(dirname(path), reference.file) }
  return new Map(references.map(([key, reference]) => [`secrets.${key}`, fromHere(reference)]))
}
