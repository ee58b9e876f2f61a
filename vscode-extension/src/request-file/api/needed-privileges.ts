import type { ApiEndpoint } from './api-table.ts'

interface Needed {
  readonly cluster: readonly string[]
  readonly index: readonly string[]
}

/**
 * What whoever sends a request must hold. The specification says it for most endpoints, but not for those of connectors
 * and their secrets.
 */
export const neededPrivileges = ({ name, urls, privileges }: ApiEndpoint): Needed | undefined => {
  if (privileges !== undefined) return { cluster: privileges.cluster ?? [], index: privileges.index ?? [] }
  if (!name.startsWith('connector.')) return undefined
  const reads = urls.every(({ methods }) => methods.every((method) => method === 'GET'))
  if (name.startsWith('connector.secret_'))
    return { cluster: [reads ? 'read_connector_secrets' : 'write_connector_secrets'], index: [] }
  return { cluster: [reads ? 'monitor_connector' : 'manage_connector'], index: [] }
}
