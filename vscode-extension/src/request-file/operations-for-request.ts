import { segmentsOf } from './api/place-at.ts'
import type { PreparedRequest } from './prepare-request.ts'

/** An operation that does what a request would, with plan, privileges, approval and run log. */
export interface AsOperation {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

type Body = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectOf = (body: Body, name: string): Body => {
  const value = body[name]
  return isObject(value) ? value : {}
}
/** Only what is there, under the operation's names. */
const pick = (from: Body, names: Readonly<Record<string, string>>): Body =>
  Object.fromEntries(
    Object.entries(names).flatMap(([theirs, ours]) =>
      from[theirs] === undefined || from[theirs] === null ? [] : [[ours, from[theirs]]],
    ),
  )
const enabledIn = (features: Body, ...path: string[]): unknown =>
  path.reduce((at, name) => objectOf(at, name), features)['enabled']

const creating: Readonly<Record<string, string>> = {
  service_type: 'serviceType',
  name: 'name',
  index_name: 'indexName',
  is_native: 'managed',
  language: 'language',
  description: 'description',
}

/** By what follows `_connector/<id>/`, of PUT. */
const changes: Readonly<Record<string, (connector: string, body: Body) => AsOperation[]>> = {
  _scheduling: (connector, body) =>
    Object.entries(objectOf(body, 'scheduling')).flatMap(([kind, schedule]) =>
      isObject(schedule)
        ? [
            {
              operation: 'connector.schedule',
              input: { connector, kind, ...pick(schedule, { interval: 'cron', enabled: 'enabled' }) },
            },
          ]
        : [],
    ),
  _configuration: (connector, body) => [
    { operation: 'connector.configure', input: { connector, ...pick(body, { values: 'values' }) } },
  ],
  _name: (connector, body) => [
    {
      operation: 'connector.rename',
      input: { connector, ...pick(body, { name: 'name', description: 'description' }) },
    },
  ],
  _index_name: (connector, body) => [
    body['index_name'] === null
      ? { operation: 'connector.detach-index', input: { connector } }
      : {
          operation: 'connector.attach-index',
          input: { connector, ...pick(body, { index_name: 'indexName' }) },
        },
  ],
  _service_type: (connector, body) => [
    {
      operation: 'connector.set-service-type',
      input: { connector, ...pick(body, { service_type: 'serviceType' }) },
    },
  ],
  _pipeline: (connector, body) => [
    {
      operation: 'connector.set-pipeline',
      input: {
        connector,
        ...pick(objectOf(body, 'pipeline'), {
          name: 'name',
          extract_binary_content: 'extractBinaryContent',
          reduce_whitespace: 'reduceWhitespace',
          run_ml_inference: 'runMlInference',
        }),
      },
    },
  ],
  _features: (connector, body) => {
    const features = objectOf(body, 'features')
    const found = {
      documentLevelSecurity: enabledIn(features, 'document_level_security'),
      incrementalSync: enabledIn(features, 'incremental_sync'),
      basicRules: enabledIn(features, 'sync_rules', 'basic'),
      advancedRules: enabledIn(features, 'sync_rules', 'advanced'),
    }
    const said = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
    return [{ operation: 'connector.set-features', input: { connector, ...said } }]
  },
  _api_key_id: (connector, body) => [
    {
      operation: 'api-key.set-ids',
      input: { connector, ...pick(body, { api_key_id: 'apiKeyId', api_key_secret_id: 'secretId' }) },
    },
  ],
  _native: (connector, body) =>
    body['is_native'] === false ? [{ operation: 'connector.convert', input: { connector } }] : [],
  _error: (connector, body) =>
    body['error'] === null ? [{ operation: 'connector.clear-error', input: { connector } }] : [],
}

const ofJob = (method: string, rest: readonly string[], body: Body): AsOperation[] => {
  const [job, verb] = rest
  if (method === 'POST' && job === undefined)
    return [{ operation: 'sync.start', input: pick(body, { id: 'connector', job_type: 'kind' }) }]
  if (job === undefined) return []
  if (method === 'PUT' && verb === '_cancel') return [{ operation: 'sync.cancel', input: { job } }]
  return method === 'DELETE' && verb === undefined ? [{ operation: 'sync.delete', input: { job } }] : []
}

/**
 * The operations that do what a request to the Connector API would; none where there are none, and then it can only be
 * sent as it stands. `path` may be as it is written, with placeholders.
 */
export const operationsForRequest = ({
  method,
  path,
  body,
}: {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}): AsOperation[] => {
  const [api, ...rest] = segmentsOf(path).map((segment) => {
    try {
      return decodeURIComponent(segment)
    } catch {
      // Half an escape; what it names is asked for.
      return segment
    }
  })
  if (api !== '_connector' || rest[0] === '_secret') return []
  const given = isObject(body) ? body : {}
  if (rest[0] === '_sync_job') return ofJob(method, rest.slice(1), given)
  const [connector, verb, more] = rest
  if (verb === undefined) {
    if (method === 'POST' && connector === undefined)
      return [{ operation: 'connector.create', input: pick(given, creating) }]
    // An id of one's own is something that only the API takes.
    return method === 'DELETE' && connector !== undefined
      ? [{ operation: 'connector.delete', input: { connector } }]
      : []
  }
  if (method !== 'PUT' || connector === undefined) return []
  if (verb === '_filtering' && more === '_activate')
    return [{ operation: 'rules.activate', input: { connector } }]
  return more === undefined && Object.hasOwn(changes, verb) ? (changes[verb]?.(connector, given) ?? []) : []
}

/** The operations for a request as it would be sent. */
export const operationsForPrepared = ({
  method,
  service,
  path,
  contentType,
  body,
}: PreparedRequest): AsOperation[] => {
  if (service === 'kibana') return []
  // Several objects are no request of the Connector API.
  const isOne = contentType === 'application/json' && body !== undefined
  const given: unknown = isOne ? JSON.parse(new TextDecoder().decode(body)) : undefined
  return operationsForRequest({ method, path, body: given })
}
