import { BodyFault } from '../body-fault.ts'
import { illegalArgument, toFlag, toInteger, tokenName } from '../body-values.ts'
import { compareEntries, type Entry, type Target } from '../entry.ts'
import { formatFloat } from '../format-float.ts'
import { type HitsRequest, renderHits } from '../hits-text.ts'
import { JsonText } from '../json-text.ts'
import { createKeySource, type KeySource } from '../sort-keys.ts'
import { isScoreOnly, parseSort } from '../sort.ts'
import { parseSourceFilter } from '../source-filter.ts'
import { TopHits } from '../top-hits.ts'
import type { AggregationParser, Definition } from './aggregation.ts'

const options = ['from', 'size', 'sort', '_source', 'track_scores', 'version', 'seq_no_primary_term']
/** As index.max_inner_result_window has it. */
const most = 100

const requestOf = ({ kind, body, path }: Definition): HitsRequest => {
  const below = [...path, kind]
  const sort = body['sort'] === undefined ? [] : parseSort(body['sort'], [...below, 'sort'])
  return {
    sort: sort.length === 0 || isScoreOnly(sort) ? undefined : sort,
    source: body['_source'] === undefined ? true : parseSourceFilter(body['_source'], [...below, '_source']),
    bare: false,
    seqNo: toFlag(body['seq_no_primary_term'] ?? false),
    version: toFlag(body['version'] ?? false),
    trackScores: toFlag(body['track_scores'] ?? false),
  }
}

/** `top_hits`: the first documents of a bucket themselves. */
export const parseTopHits: AggregationParser = (definition) => {
  const { kind, body, path } = definition
  const unknown = Object.keys(body).find((name) => !options.includes(name))
  if (unknown !== undefined) {
    const reason = `Unknown key for a ${tokenName(body[unknown])} in [${unknown}].`
    throw new BodyFault(reason, [...path, kind, unknown])
  }
  const from = toInteger(body['from'] ?? 0)
  const size = toInteger(body['size'] ?? 3)
  if (from < 0)
    throw illegalArgument(
      `[from] must be greater than or equal to 0. Found [${from}] in [${String(path.at(-1))}]`,
    )
  if (size < 0)
    throw illegalArgument(
      `[size] must be greater than or equal to 0. Found [${size}] in [${String(path.at(-1))}]`,
    )
  const request = requestOf(definition)
  const scored = request.sort === undefined || request.trackScores
  return () => {
    const top = new TopHits<Entry>(from + size, compareEntries(request.sort))
    const targets: Target[] = []
    const keySources: (readonly KeySource[])[] = []
    let count = 0
    let maxScore = -Infinity
    return {
      on: (context) => {
        const { shard, target, score } = context
        if (from + size === 0)
          throw illegalArgument('numHits must be > 0: a [size] of 0 leaves nothing to show')
        if (from + size > most)
          throw illegalArgument(
            `Top hits result window is too large, the top hits aggregator [${String(path.at(-1))}]'s from + size must be less ` +
              `than or equal to: [${most}] but was [${from + size}]. This limit can be set by changing the ` +
              '[index.max_inner_result_window] index level setting.',
          )
        const keys = (request.sort ?? []).map((field) => createKeySource(context, field, shard))
        targets[shard] = target
        keySources[shard] = keys
        return (bits) => {
          for (let slot = 0; slot < bits.length; slot++) {
            if (bits[slot] !== 1) continue
            const own = score(slot)
            count++
            maxScore = Math.max(maxScore, own)
            top.offer({ shard, slot, score: own, keys: keys.map((source) => source.key(slot, own)) })
          }
        }
      },
      result: () => {
        const entries = top.sorted().slice(from)
        const hits = renderHits(request, targets, { entries, keySources })
        const best = scored && count > 0 ? formatFloat(maxScore) : 'null'
        const total = `{"value":${count},"relation":"eq"}`
        return { hits: new JsonText(`{"total":${total},"max_score":${best},"hits":[${hits}]}`) }
      },
      type: () => kind,
    }
  }
}
