import { formatFloat } from './format-float.ts'
import { renderHits } from './hits-text.ts'
import { jsonText } from './json-text.ts'
import type { Target } from './entry.ts'
import type { Found } from './run-search.ts'
import type { SearchRequest } from './search-request.ts'
import { describeFailure } from './shard-exception.ts'

const totalText = ({ countUpTo, totalAsNumber }: SearchRequest, count: number): string => {
  if (countUpTo === undefined) return totalAsNumber ? '"total":-1,' : ''
  if (totalAsNumber) return `"total":${Math.min(count, countUpTo)},`
  return count > countUpTo
    ? `"total":{"value":${countUpTo},"relation":"gte"},`
    : `"total":{"value":${count},"relation":"eq"},`
}

const maxScoreText = (found: Found, shards: number): string => {
  if (shards === 0) return '0.0'
  return found.maxScore === undefined ? 'null' : formatFloat(found.maxScore)
}

/** `_shards` of an answer. */
const shardsText = (total: number, failures: Found['failures'] = []): string => {
  const failed = failures.length
  const details = failed === 0 ? '' : `,"failures":${JSON.stringify(failures.map(describeFailure))}`
  return `{"total":${total},"successful":${total - failed},"skipped":0,"failed":${failed}${details}}`
}

/** The whole answer of a search as JSON text. `first` are the fields that go before: `pit_id` or `_scroll_id`. */
export const renderSearch = (
  request: SearchRequest,
  targets: readonly Target[],
  { found, first = '', took }: { found: Found; first?: string; took: number },
): string => {
  const hits = renderHits(request, targets, found)
  const aggregations = found.aggregations ? `,"aggregations":${jsonText(found.aggregations)}` : ''
  return (
    `{${first}"took":${Math.round(took)},"timed_out":false,"_shards":${shardsText(targets.length, found.failures)},` +
    `"hits":{${totalText(request, found.count)}"max_score":${maxScoreText(found, targets.length)},"hits":[${hits}]}${aggregations}}`
  )
}
