import { z } from 'zod'
import { searchDocuments } from '../elasticsearch/search-documents.ts'
import { hasStatus } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { type Context, defineOperation, type RunContext } from '../operations/define-operation.ts'
import { toReadIndex } from '../privileges/connector-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import { identityBasis } from '../protocol/connector-basis.ts'
import type { Connector } from '../protocol/connector.ts'
import { accessControlOf, identityQuery } from '../protocol/identity.ts'
import { aclIndexName } from '../protocol/index-names.ts'
import { Secret } from '../secrets/secret.ts'
import { requireSignedIn } from '../steps/check-key-can-be-made.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { invalidateKeys } from '../steps/invalidate-keys.ts'
import { toReadIdentities } from './access-privileges.ts'
import { findIdentity } from './find-identity.ts'
import { identityField } from './identity-field.ts'
import { indexOf } from './index-of.ts'
import { missingFields } from './missing-fields.ts'

const input = z.strictObject({
  connector: connectorField,
  identity: identityField,
  days: z.coerce.number().int().min(1).max(365).default(30).describe('how long the key holds'),
})

const keyOfRun = z.object({
  api_keys: z.array(z.object({ id: z.string(), invalidated: z.boolean(), metadata: z.unknown() })),
})
const metadataOf = z.object({ run: z.string() })

const nameFor = (index: string, identity: string): string => `search-${index}-${identity}`.slice(0, 200)

const identityOf = (context: Pick<Context, 'es'>, connector: Connector, word: string) =>
  findIdentity(context.es, aclIndexName(indexOf(connector)), { word, connector })

/** Keys that earlier attempts of this run made, and that nobody has. */
const uncollected = async ({ es, run }: RunContext, name: string): Promise<string[]> => {
  const { api_keys: keys } = keyOfRun.parse(await es.security.getApiKey({ name, owner: true }))
  return keys
    .filter(({ invalidated, metadata }) => !invalidated && metadataOf.safeParse(metadata).data?.run === run)
    .map(({ id }) => id)
}

/** Whoever makes it must be able to read all that it opens, and may always make keys of their own. */
const privileges = (connector: Connector | undefined, version: string): Required =>
  allOf(
    toReadIdentities(connector, version),
    connector?.index_name ? toReadIndex(connector.index_name) : nothing,
    { cluster: ['manage_own_api_key'], index: [] },
  )

const whatItReads = async ({ es }: Pick<Context, 'es'>, connector: Connector, word: string) => {
  const index = indexOf(connector)
  const identity = await identityOf({ es }, connector, word)
  const query = identityQuery(identity)
  const count = async (filter: object) =>
    (await searchDocuments(es, index, { query: { bool: { filter } }, from: 0, size: 0 })).total
  const [seen, all] = await Promise.all([count(query), count({ match_all: {} })])
  return {
    words: `${seen} of ${counted(all, 'document')} can be read, as ${identity.id} may see them`,
    notes: await missingFields(es, index, query),
  }
}

const unseen = (error: unknown): undefined => {
  if (hasStatus(error, 403)) return undefined
  throw error
}

export const makeSearchKey = defineOperation({
  name: 'access.make-key',
  version: 1,
  title: 'Make a search key',
  summary: 'Makes an API key that reads what one person may see of a connector, and nothing else.',
  risk: 'guarded',
  delivers: true,
  input,
  target: connectorTarget,
  basis: identityBasis,
  validate:
    () =>
    async (context, { identity }, connector) => {
      requireSignedIn(context.actor)
      await identityOf(context, connector, identity)
    },
  privileges: (_input, connector: Connector | undefined, { version }) => privileges(connector, version),
  plan: () => async (context, asked, connector) => {
    const index = indexOf(connector)
    // A plan is also read by people who may not look into the index.
    const seen = await whatItReads(context, connector, asked.identity).catch(unseen)
    return {
      headline: `Make a search key · ${connectorHeadline(connector)}`,
      changes: [
        { what: 'API key', to: `a new one, which holds for ${counted(asked.days, 'day')}` },
        { what: index, to: seen?.words ?? `readable as ${asked.identity} may see it` },
      ],
      stays: ['what the person may see is fixed in the key: later access control syncs do not change it'],
      after: ['you collect the key: it is made then, shown once and stored nowhere'],
      warnings: [
        'it asks for a Platinum, Enterprise or trial license: without one, searches with it are refused',
        ...(seen?.notes ?? []),
      ],
    }
  },
  run: () => async () => null,
  collect: () => async (context, asked, connector) => {
    const { es, run, attempt } = context
    const index = indexOf(connector)
    const identity = await identityOf(context, connector, asked.identity)
    const name = nameFor(index, identity.id)
    let key: Secret | undefined
    const { apiKeyId } = await context.step(`issue-${attempt}`, {
      run: async () => {
        await invalidateKeys(es, await uncollected(context, name))
        const made = await es.security.createApiKey({
          name,
          expiration: `${asked.days}d`,
          role_descriptors: {
            search: {
              indices: [
                { names: [index], privileges: ['read'], query: JSON.stringify(identityQuery(identity)) },
              ],
            },
          },
          // Not as a key of the connector: cleaning up those leaves it alone.
          metadata: { created_by: 'patchbay', searches: connector.id, identity: identity.id, run },
          refresh: true,
        })
        key = new Secret(made.encoded)
        return { apiKeyId: made.id }
      },
    })
    return {
      connector: connectorLabel(connector),
      identity: identity.id,
      countsAs: accessControlOf(identity),
      index,
      days: asked.days,
      apiKeyId,
      apiKey: key,
    }
  },
})
