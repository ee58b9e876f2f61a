import { leasesIndex, stampPipelineId, stateIndex } from '../protocol/patchbay-indices.ts'
import { policyIndex } from '../protocol/policy.ts'
import { runsIndex } from '../run-log/event.ts'

/** An index as setup makes it and puts it right. */
export interface PatchbayIndex {
  name: string
  finalPipeline: string | undefined
  /** Fields that searches go by; everything else is stored and not mapped, so that no document changes the mapping. */
  properties: Readonly<Record<string, object>>
}

const keyword = { type: 'keyword', ignore_above: 1024 }
const date = { type: 'date' }
const author = {
  properties: {
    username: keyword,
    realm: { properties: { name: keyword } },
    roles: keyword,
    authentication_type: keyword,
    api_key: { properties: { id: keyword } },
  },
}
/** Of an event: what the trail is searched by, here and in Kibana. */
const event = {
  properties: {
    type: keyword,
    operation: keyword,
    targetId: keyword,
    targetLabel: keyword,
    reason: { type: 'text' },
    choice: keyword,
    attempt: { type: 'integer' },
    name: keyword,
    phase: keyword,
    error: { properties: { code: keyword, message: { type: 'text' } } },
  },
}

export const patchbayIndices: readonly PatchbayIndex[] = [
  {
    name: runsIndex,
    finalPipeline: stampPipelineId,
    properties: { '@timestamp': date, by: author, run: keyword, n: { type: 'integer' }, event },
  },
  { name: policyIndex, finalPipeline: stampPipelineId, properties: { '@timestamp': date, by: author } },
  { name: stateIndex, finalPipeline: undefined, properties: { kind: keyword } },
  {
    name: leasesIndex,
    finalPipeline: undefined,
    properties: { kind: keyword, api_key_id: keyword, connector_id: keyword },
  },
]
