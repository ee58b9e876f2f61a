import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { everyPage } from '../elasticsearch/every-page.ts'
import { runsIndex } from './event.ts'

const page = 1000

/** A document of the run index as it is stored, event or not. */
export interface StoredDocument {
  n: number
  /** 1: written once; more: somebody wrote over it. */
  version: number
  source: unknown
}

const hitSchema = z.object({ _id: z.string(), _version: z.int(), _source: z.unknown().optional() })

export interface EveryEvent {
  /** By run, each in the order of its numbers. */
  runs: ReadonlyMap<string, readonly StoredDocument[]>
  /** Ids that are no numbers of a run. */
  strangers: readonly string[]
}

/** Reads the whole index by search, which sees what lies behind a gap and misses the last second. */
export const readEveryEvent = async (es: Client): Promise<EveryEvent> => {
  const runs = new Map<string, StoredDocument[]>()
  const strangers: string[] = []
  for await (const hits of everyPage(es, {
    index: runsIndex,
    size: page,
    asked: { version: true },
    hit: hitSchema,
  })) {
    for (const { _id, _version, _source } of hits) {
      const [, run, number] = /^([^/]+)\/([1-9]\d{0,8})$/.exec(_id) ?? []
      if (run === undefined) {
        strangers.push(_id)
        continue
      }
      const documents = runs.get(run) ?? []
      documents.push({ n: Number(number), version: _version, source: _source })
      runs.set(run, documents)
    }
  }
  for (const documents of runs.values()) documents.sort((a, b) => a.n - b.n)
  return { runs, strangers }
}
