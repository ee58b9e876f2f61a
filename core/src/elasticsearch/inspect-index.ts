import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'

const counted = z.object({ count: z.number() })

export interface IndexState {
  /** True when the name is an alias: the index behind it has another name. */
  alias: boolean
  /** Undefined where the caller may not read it. */
  documents: number | undefined
}

/** Documents of an index; undefined where the caller may not read it or it is not there. */
export const countDocuments = async (es: Client, index: string): Promise<number | undefined> => {
  try {
    return counted.parse(await es.count({ index })).count
  } catch (error) {
    if (hasStatus(error, 403, 404)) return undefined
    throw error
  }
}

/** What stands under an index name, or undefined when nothing does. */
export const inspectIndex = async (es: Client, index: string): Promise<IndexState | undefined> => {
  try {
    const found = z
      .record(z.string(), z.unknown())
      .parse(await es.indices.get({ index, filter_path: '*.aliases' }))
    return { alias: !Object.hasOwn(found, index), documents: await countDocuments(es, index) }
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}
