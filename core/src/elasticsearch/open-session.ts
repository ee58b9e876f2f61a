import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import type { Cluster, Session } from '../deps.ts'
import { hasStatus, PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { PolicyRule } from '../protocol/policy.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { parseActor } from '../protocol/actor.ts'

const info = z.object({
  cluster_uuid: z.string(),
  cluster_name: z.string(),
  version: z.object({ number: z.string() }),
})

/** The name by which a local Patchbay Elasticsearch says what it is. */
export const localClusterName = 'patchbay-local'

const sessionWith = (cluster: Cluster, es: Client, actor: Session['actor']): Session => ({
  cluster,
  es,
  actor,
  as: (username) => sessionOf(cluster, es.child({ headers: { 'es-security-runas-user': username } })),
  // A child's headers take the place of its parent's: no run-as, no other credentials.
  connectAs: (apiKey) => es.child({ headers: { authorization: `ApiKey ${apiKey.reveal()}` } }),
  within: (milliseconds) => sessionWith(cluster, es.child({ requestTimeout: milliseconds }), actor),
})

const sessionOf = async (cluster: Cluster, es: Client): Promise<Session> =>
  sessionWith(cluster, es, parseActor(await es.security.authenticate()))

const noElasticsearch = (cause?: unknown): PatchbayError =>
  new PatchbayError('elasticsearch.unexpected', 'What answers there is no Elasticsearch.', {
    next: 'Check the address, and the path in it: a proxy that sends to a login page answers like this too.',
    cause,
  })

/** Who may not even ask that would else be told the name of an action, and who asks at a wrong path that of an index. */
const explain = (error: unknown): never => {
  if (hasStatus(error, 404)) throw noElasticsearch(error)
  if (!hasStatus(error, 403)) throw error
  throw new PatchbayError(
    'privilege.missing',
    'You may not ask this cluster what it is: your roles lack the cluster privilege monitor.',
    { next: 'Ask an administrator for a role that grants it, such as patchbay-member.', cause: error },
  )
}

/** A cluster as the configuration knows it. */
export interface KnownCluster {
  name: string
  stricter?: readonly PolicyRule[] | undefined
  kibana?: string | undefined
  addressRules?: AddressRules | undefined
}

/**
 * Asks a cluster what it is and who is calling. Two reads.
 * @throws PatchbayError `privilege.missing`, `elasticsearch.unreachable`, `elasticsearch.unauthenticated` and the rest of
 * the family.
 */
export const openCluster = async (
  { name, stricter = [], kibana, addressRules }: KnownCluster,
  es: Client,
): Promise<Session> => {
  const { data: answer, error } = info.safeParse(await es.info().catch(explain))
  if (answer === undefined) throw noElasticsearch(error)
  const { cluster_uuid: uuid, version } = answer
  if (!isAtLeast(version.number, 8)) {
    throw new PatchbayError('elasticsearch.unexpected', `This is Elasticsearch ${version.number}.`, {
      next: 'Patchbay works with 8.x and 9.x.',
    })
  }
  const local = answer.cluster_name === localClusterName
  return sessionOf({ name, uuid, version: version.number, local, stricter, kibana, addressRules }, es)
}

/** The same by its name alone. */
export const openSession = (
  name: string,
  es: Client,
  stricter: readonly PolicyRule[] = [],
): Promise<Session> => openCluster({ name, stricter }, es)
