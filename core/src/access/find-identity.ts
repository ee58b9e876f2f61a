import type { Client } from '@elastic/elasticsearch'
import { type FoundIdentity, getIdentity, listIdentities } from '../elasticsearch/read-identities.ts'
import { PatchbayError } from '../errors.ts'
import { nearest } from '../lib/nearest.ts'
import type { Connector } from '../protocol/connector.ts'
import { isCalled } from '../protocol/identity.ts'
import { connectorLabel, connectorWord } from '../steps/connector-target.ts'

/** How many identities are looked through for one that isn't named by its id. */
const most = 10_000

/**
 * An identity by its id, else by one of its values: an e-mail address, a user name.
 * @throws PatchbayError `target.not-found`, with the nearest id, or `target.ambiguous` with the ids.
 */
export const findIdentity = async (
  es: Client,
  index: string,
  { word, connector }: { word: string; connector: Connector },
): Promise<FoundIdentity> => {
  const byId = await getIdentity(es, index, word)
  if (byId !== undefined) return byId
  const label = connectorLabel(connector)
  const page = await listIdentities(es, index, { from: 0, size: most })
  if (page === undefined) {
    throw new PatchbayError('target.not-found', `"${label}" has no identities yet.`, {
      field: 'identity',
      next: `An access control sync finds them: \`patchbay sync start ${connectorWord(connector)} --kind access_control\`.`,
    })
  }
  const called = page.items.filter((identity) => isCalled(identity, word))
  const [only, second] = called
  if (only !== undefined && second === undefined) return only
  if (only !== undefined) {
    const ids = called.slice(0, 10).map(({ id }) => id)
    throw new PatchbayError(
      'target.ambiguous',
      `"${word}" may be ${called.length} identities: ${ids.join(', ')}.`,
      {
        field: 'identity',
        next: 'Use the id of the one that you mean.',
      },
    )
  }
  const close = nearest(
    word,
    page.items.map(({ id }) => id),
  )
  const all = `\`patchbay access list ${connectorWord(connector)}\` shows them.`
  throw new PatchbayError('target.not-found', `"${label}" has no identity "${word.slice(0, 200)}".`, {
    field: 'identity',
    next: close === undefined ? all : `Did you mean "${close}"? ${all}`,
  })
}
