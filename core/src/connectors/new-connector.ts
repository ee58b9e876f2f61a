import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { languages } from '../protocol/content-index.ts'
import { contentIndexName, indexNameFrom } from '../protocol/index-names.ts'
import {
  findServiceType,
  type ServiceType,
  serviceTypes,
  suggestServiceType,
} from '../protocol/service-types.ts'

/** What a connector is made from. */
export const newConnectorInput = z.strictObject({
  serviceType: z.string().min(1).describe('the kind of data source, such as postgresql'),
  name: z.string().trim().min(1).max(200).optional().describe('what people call it; made up when left out'),
  indexName: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the index for its documents; made from the name when left out, and a managed one gets its prefix',
    ),
  id: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/,
      'must be letters, digits, "-", "_" and ".", and begin with one of the first two',
    )
    .optional()
    .describe('its id, which never changes; made up when left out'),
  custom: z
    .boolean()
    .default(false)
    .describe(
      'a kind of data source of your own, which no catalogue knows: its service registers its fields',
    ),
  managed: z
    .boolean()
    .optional()
    .describe('its key is kept as a connector secret; by default on 8.x where Elastic ran it'),
  language: z.enum(languages).optional().describe('the language of its documents'),
  description: z.string().max(2000).optional().describe('what it is for'),
  withoutIndex: z.boolean().default(false).describe('no index yet: `connector attach-index` gives it one'),
  useExistingIndex: z.boolean().default(false).describe('write into an index that is already there'),
})
export type NewConnector = z.infer<typeof newConnectorInput>

/**
 * The service type that is asked for.
 * @throws PatchbayError `input.invalid` with the one that was meant.
 */
export const requireServiceType = (serviceType: string): ServiceType => {
  const known = findServiceType(serviceType)
  if (known !== undefined) return known
  const close = suggestServiceType(serviceType)
  throw new PatchbayError('input.invalid', `serviceType: there is no "${serviceType.slice(0, 60)}".`, {
    field: 'serviceType',
    next:
      close === undefined ? `There are ${[...serviceTypes().keys()].join(', ')}.` : `Did you mean ${close}?`,
  })
}

/**
 * The kind of data source that a new connector is for.
 * @throws PatchbayError `input.invalid` for one that the catalogue doesn't know, unless it is said to be one's own.
 */
export const kindOf = ({
  serviceType,
  custom,
}: NewConnector): Pick<ServiceType, 'name' | 'native' | 'configuration'> => {
  if (!custom) return requireServiceType(serviceType)
  if (findServiceType(serviceType) === undefined)
    return { name: serviceType, native: false, configuration: [] }
  throw new PatchbayError('input.invalid', `custom: the catalogue knows "${serviceType}".`, {
    field: 'custom',
    next: 'Leave it out, or name your own kind otherwise.',
  })
}

/** Managed unless said otherwise where there still are managed connectors: on 8.x, for what Elastic ran itself. */
export const isManaged = ({ serviceType, managed }: NewConnector, { version }: Cluster): boolean =>
  managed ?? (!isAtLeast(version, 9) && findServiceType(serviceType)?.native === true)

/** The index that is asked for by name, or undefined when one is to be made up. */
export const askedIndex = (asked: NewConnector, cluster: Cluster): string | undefined =>
  asked.indexName &&
  contentIndexName(asked.indexName, { managed: isManaged(asked, cluster), version: cluster.version })

/** Where Kibana puts a self-managed connector's documents, and what the roles of `cluster setup` cover. */
const selfManagedPrefix = 'connector-'

/** The index made from a connector's name: `search-products`, or `connector-products` for a self-managed one. */
export const indexBase = (asked: NewConnector, name: string, cluster: Cluster): string => {
  const managed = isManaged(asked, cluster)
  const base = indexNameFrom(name)
  if (managed || base.startsWith(selfManagedPrefix))
    return contentIndexName(base, { managed, version: cluster.version })
  return `${selfManagedPrefix}${base}`
}
