/**
 * Which fields of a list's items people read, the most telling first: what a narrow terminal has no room for is left
 * out from the end. Lists that aren't named show what they have.
 */
export const listColumns: Readonly<Record<string, readonly string[]>> = {
  'connector.list': [
    'name',
    'serviceType',
    'index',
    'status',
    'lastSync',
    'lastSynced',
    'managed',
    'error',
    'id',
  ],
  'sync.list': [
    'id',
    'kind',
    'status',
    'started',
    'indexedDocuments',
    'deletedDocuments',
    'error',
    'trigger',
    'completed',
    'connector',
  ],
  'access.list': ['id', 'identity', 'countsAs', 'created'],
  'index.list': ['index', 'documents', 'connector', 'serviceType', 'state', 'lastSynced', 'connectorId'],
  'index.search': ['id', 'text', 'score'],
  'index.mappings': ['field', 'type', 'alsoAs', 'searchable', 'analyzer'],
  'api-key.list': [
    'connector',
    'apiKeyId',
    'state',
    'created',
    'owner',
    'managed',
    'index',
    'secretId',
    'id',
  ],
  'migration.plan': ['connector', 'serviceType', 'index', 'ready', 'runBy', 'blocks', 'notes', 'next', 'id'],
  'worker.list': ['name', 'host', 'state', 'lastSeen', 'serviceTypes'],
  'approval.list': ['run', 'state', 'title', 'target', 'requester', 'requestedAt', 'reason'],
  'audit.list': ['at', 'by', 'what', 'run', 'n'],
}
