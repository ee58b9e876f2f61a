import { PatchbayError } from '../errors.ts'
import type { Actor } from '../protocol/actor.ts'
import type { Connector } from '../protocol/connector.ts'
import { connectorLabel } from './connector-target.ts'

/**
 * The index that a connector's key is for.
 * @throws PatchbayError `connector.state` when the connector has none: there is nothing that a key could be limited to.
 */
export const indexOf = (connector: Connector): string => {
  if (connector.index_name) return connector.index_name
  throw new PatchbayError(
    'connector.state',
    `${connectorLabel(connector)} has no index, so there is nothing to make a key for.`,
    {
      field: 'connector',
      next: 'Attach an index to the connector first.',
    },
  )
}

/**
 * What can be known before anything is planned: Elasticsearch makes no key with privileges for an API key (400).
 * @throws PatchbayError `privilege.missing`.
 */
export const requireSignedIn = (actor: Actor): void => {
  if (actor.apiKey === undefined) return
  throw new PatchbayError(
    'privilege.missing',
    `You are signed in with the API key "${actor.apiKey.name}", and Elasticsearch lets no API key make keys with privileges.`,
    { next: 'Sign in with a user name and a password (ES_USER and ES_PASSWORD).' },
  )
}

/**
 * Whether this actor can make this connector's key at all.
 * @throws PatchbayError `privilege.missing`, `connector.state`.
 */
export const checkKeyCanBeMade = (actor: Actor, connector: Connector): void => {
  indexOf(connector)
  requireSignedIn(actor)
}
