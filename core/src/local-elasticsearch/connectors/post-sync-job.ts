import type { Route } from '../http/route.ts'
import { BuildFailure, buildingParser, optional, required } from '../xcontent/object-parser.ts'
import type { Words } from '../xcontent/values.ts'
import { string, wordIn } from '../xcontent/values.ts'
import { type ConnectorContext, connectorsIndex, syncJobsIndex } from './connector-context.ts'
import { connectorFields, given } from './connector-document.ts'
import type { StoredDocument } from './document-store.ts'
import { filteringOf } from './filtering-document.ts'
import { notFound, ruleBroken } from './refusals.ts'
import { syncJobType, triggerMethod } from './sync-status.ts'
import { validate } from '../xcontent/validate.ts'

const oneOf = <T extends string>(words: Words<T>, text: string): T => {
  const found = wordIn(words, text)
  if (typeof found === 'string') return found
  throw new BuildFailure({ type: 'illegal_argument_exception', reason: found.unknown })
}

const parser = buildingParser({
  name: 'connector_sync_job_post_request',
  fields: { id: required(string), job_type: optional(string), trigger_method: optional(string) },
  strict: true,
  build: ({ id, job_type: type = 'full', trigger_method: trigger = 'on_demand' }) => ({
    connectorId: id,
    type: oneOf(syncJobType, type),
    trigger: oneOf(triggerMethod, trigger),
  }),
})

/** `POST /_connector/_sync_job`: a pending job with a snapshot of its connector. */
export const postSyncJob = (context: ConnectorContext): Route => ({
  method: 'POST',
  path: '/_connector/_sync_job',
  action: 'cluster:admin/xpack/connector/sync_job/post',
  handle: async (request) => {
    const { connectorId, type, trigger } = parser.parse(await request.text())
    validate(connectorId === '' && '[id] of the connector cannot be null or empty')
    const connector = await context.store.get(connectorsIndex, connectorId)
    if (connector === undefined) throw notFound(`Connector with id '${connectorId}' does not exist.`)
    const snapshot = snapshotOf(connector, type, context.timestamp())
    const now = context.timestamp()
    const source = {
      connector: snapshot,
      created_at: now,
      deleted_document_count: 0,
      indexed_document_count: 0,
      indexed_document_volume: 0,
      job_type: type,
      last_seen: now,
      metadata: {},
      status: 'pending',
      total_document_count: 0,
      trigger_method: trigger,
    }
    const { id } = await context.store.put(syncJobsIndex, { source, refresh: true })
    return { status: 201, body: { id } }
  },
})

const snapshotOf = ({ id, source }: StoredDocument, type: string, now: string) => {
  const { index_name: index, service_type: serviceType, language } = connectorFields(source)
  const forAccess = type === 'access_control'
  // A detached connector gets past this check for access control: so does it on the genuine server.
  if (!index && !forAccess) {
    throw ruleBroken(
      `Cannot start a sync for connector [${id}] with no index attached. ` +
        'Set the [index_name] property for the connector to enable syncing data.',
    )
  }
  if (!serviceType) {
    throw ruleBroken(
      `Cannot start a sync for connector [${id}] with [service_type] not defined. ` +
        'Set the service type of your connector before starting the sync.',
    )
  }
  return {
    id,
    filtering: filteringOf(source, now)[0]?.active,
    index_name: forAccess ? `.search-acl-filter-${index ?? null}` : index,
    ...given({ language, pipeline: source['pipeline'] }),
    service_type: serviceType,
    configuration: source['configuration'] ?? {},
  }
}
