import type { Words } from '../xcontent/values.ts'

export type ConnectorStatus = 'configured' | 'connected' | 'created' | 'error' | 'needs_configuration'

export const connectorStatus: Words<ConnectorStatus> = {
  name: 'ConnectorStatus',
  values: ['created', 'needs_configuration', 'configured', 'connected', 'error'],
  anyCase: true,
}

const next: Record<string, readonly ConnectorStatus[]> = {
  created: ['needs_configuration', 'error'],
  needs_configuration: ['configured', 'error'],
  configured: ['needs_configuration', 'configured', 'connected', 'error'],
  connected: ['connected', 'configured', 'error'],
  error: ['connected', 'configured', 'error'],
}

/** Whether `_status` may move a connector from one status to the other. */
export const maySetStatus = (from: string, to: ConnectorStatus): boolean => next[from]?.includes(to) ?? false
