import { isAtLeast } from './cluster-version.ts'

/** Where connectors and their jobs are stored, as a pattern for privileges. */
export const connectorIndices = '.elastic-connectors*'

const since: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  monitor_connector: [8, 15],
  manage_connector: [8, 15],
  read_connector_secrets: [8, 13],
  write_connector_secrets: [8, 13],
}

/** False for a cluster privilege that this version doesn't have: asking about it would fail. */
export const knowsPrivilege = (version: string, privilege: string): boolean => {
  const first = since[privilege]
  return first === undefined || isAtLeast(version, ...first)
}

/**
 * True where the Connector APIs read and write the connector indices with the caller's own index rights, so that
 * these are needed beside the cluster privilege. From 9.0 on the indices are Elasticsearch's own.
 */
export const needsConnectorIndices = (version: string): boolean => !isAtLeast(version, 9)
