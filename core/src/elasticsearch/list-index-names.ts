import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const found = z.record(z.string(), z.unknown())

/** Names of the indices behind patterns, of those that the caller may see. */
export const listIndexNames = async (
  es: Client,
  patterns: readonly string[],
): Promise<ReadonlySet<string>> => {
  try {
    const answer = await es.indices.get({ index: [...patterns], filter_path: '*.aliases' })
    return new Set(Object.keys(found.parse(answer)))
  } catch (error) {
    if (hasStatus(error, 403, 404)) return new Set()
    throw error
  }
}
