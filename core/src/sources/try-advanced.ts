import { PatchbayError } from '../errors.ts'
import type { Json } from '../lib/json.ts'
import type { Connector } from '../protocol/connector.ts'
import { type FirstDocuments, firstDocuments } from './first-documents.ts'
import { askSource, type Trying } from './try-configuration.ts'

/** A source that is asked for one rule of several calls it the first. */
const placed = (message: string, at: number): string =>
  message.startsWith('advanced[0]')
    ? message.replace('advanced[0]', `advanced[${at}]`)
    : `advanced[${at}]: ${message}`

/**
 * Asks the source for a first document by each advanced rule alone: asked for all of them, it would not get beyond the
 * first that finds one.
 * @returns what could not be listed.
 * @throws PatchbayError that says which of them the source refuses, and why.
 */
export const tryAdvanced = async (
  connector: Connector,
  trying: Trying,
  advanced: Json,
): Promise<FirstDocuments['skipped']> => {
  const each = Array.isArray(advanced) && advanced.length > 1 ? advanced.map((one) => [one]) : [advanced]
  const missed: FirstDocuments['skipped'] = []
  for (const [at, alone] of each.entries()) {
    try {
      const { skipped } = await askSource(connector, trying, (source, signal) =>
        firstDocuments(source, { signal, advanced: alone }, 1),
      )
      missed.push(...skipped.filter(({ part }) => !missed.some((one) => one.part === part)))
    } catch (error) {
      const isOneOfSeveral =
        each.length > 1 && error instanceof PatchbayError && error.code === 'source.refused'
      if (!isOneOfSeveral) throw error
      throw new PatchbayError(error.code, placed(error.message, at), { next: error.next, cause: error })
    }
  }
  return missed
}
