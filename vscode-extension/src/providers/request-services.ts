import type { History } from '../commands/history.ts'
import type { Responses } from '../commands/responses.ts'
import type { Services } from '../commands/services.ts'
import type { Connections } from '../connection/connections.ts'
import type { ApiSource } from './api-source.ts'
import type { LiveNames } from './live-names.ts'
import type { FileRequest } from './request-document.ts'
import type { RequestStates } from './request-states.ts'
import type { Variables } from './variables.ts'

/** What request files work with, beside what all commands do. */
export interface RequestServices extends Services {
  variables: Variables
  api: ApiSource
  live: LiveNames
  responses: Responses
  history: History
  states: RequestStates
}

/** What the language features need: no more than an editor in a web page has too. */
export type LanguageServices = Pick<RequestServices, 'variables' | 'api' | 'log'> & {
  connections: Pick<Connections, 'list'>
  live: Pick<LiveNames, 'get' | 'onDidChange'>
}

/** The cluster that a request would be sent to without another question, if there is one. */
export const clusterOf = (
  connections: Pick<Connections, 'list'>,
  request: FileRequest,
): string | undefined => {
  const [only, ...others] = connections.list()
  return request.cluster ?? (others.length === 0 ? only?.name : undefined)
}
