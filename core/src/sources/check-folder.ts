import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { ConfigurationValues } from './data-source.ts'
import { isInside } from './is-inside.ts'

/** Fields that name a folder of the machine which reads it, by service type. */
const folderFields: Readonly<Record<string, string>> = { dir: 'directory' }

/** What systems tell of themselves and of what runs, its environment among it, looks like files. */
const systemFolders = ['/proc', '/sys']

/** Without links; undefined for what is not there, which the source tells in its own words. */
const realOf = (path: string): Promise<string | undefined> => realpath(resolve(path)).catch(() => undefined)

const isIn = (root: string | undefined, path: string | undefined): boolean =>
  root !== undefined && path !== undefined && (root === path || isInside(root, path))

/** @throws PatchbayError `source.refused` where the configuration leads to a folder that is not allowed. */
export const checkFolder = async (
  serviceType: string,
  values: ConfigurationValues,
  { directories, ownFiles = [] }: AddressRules = {},
): Promise<void> => {
  const field = folderFields[serviceType]
  const named = field === undefined ? undefined : values[field]
  const folder = typeof named === 'string' ? await realOf(named) : undefined
  if (folder === undefined) return
  const refuse = (why: string, next: string): never => {
    throw new PatchbayError('source.refused', `The connector leads to the folder "${folder}", ${why}.`, {
      field,
      next,
    })
  }
  const correct = `Correct ${field} in the connector's configuration`
  if (systemFolders.some((system) => isIn(system, folder)))
    refuse('in which the system tells of itself', `${correct}: a folder of documents.`)
  for (const file of ownFiles)
    if (isIn(folder, await realOf(file)))
      refuse("in which the worker's own configuration or keys lie", `${correct}, or move those elsewhere.`)
  if (directories === undefined) return
  const allowed = await Promise.all(directories.map(realOf))
  if (!allowed.some((one) => isIn(one, folder)))
    refuse(
      'which lies in none of worker.directories',
      `${correct}, or have whoever runs the worker add it to worker.directories of its configuration file.`,
    )
}
