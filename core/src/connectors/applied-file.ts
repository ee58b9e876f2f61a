import { createHash } from 'node:crypto'
import type { Cluster } from '../deps.ts'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { PatchbayError } from '../errors.ts'
import { jsonSchema, type JsonObject } from '../lib/json.ts'
import { counted } from '../lib/counted.ts'
import type { Context, TargetKind } from '../operations/define-operation.ts'
import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import { configurationBasis } from '../protocol/connector-basis.ts'
import type { ConnectorEntry } from '../protocol/connector-file.ts'
import { type Connector, connectorSchema } from '../protocol/connector.ts'
import { featuresOf } from '../protocol/features.ts'
import { ruleBasis, syncRulesOf } from '../protocol/sync-rules.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { askedIndex, isManaged, type NewConnector } from './new-connector.ts'

/** One connector of a file, and what is there of it. */
export interface AppliedEntry {
  entry: ConnectorEntry
  /** As it is; a new one as it will be when it has just been made. */
  connector: Connector
  isNew: boolean
}

/** A file of connectors, and each of them as it is now. */
export interface AppliedFile {
  text: string
  entries: AppliedEntry[]
}

/** What `connector.create` is asked for. */
export const newConnectorOf = (entry: ConnectorEntry): NewConnector => ({
  custom: entry.custom ?? false,
  serviceType: entry.serviceType ?? '',
  name: entry.name,
  useExistingIndex: entry.useExistingIndex ?? false,
  withoutIndex: false,
  ...(entry.id === undefined ? {} : { id: entry.id }),
  ...(entry.managed === undefined ? {} : { managed: entry.managed }),
  ...(entry.index === undefined ? {} : { indexName: entry.index }),
  ...(entry.language === undefined ? {} : { language: entry.language }),
  ...(entry.description === undefined ? {} : { description: entry.description }),
})

const justMade = (entry: ConnectorEntry, cluster: Cluster): Connector => {
  const asked = newConnectorOf(entry)
  return connectorSchema.parse({
    id: entry.id ?? '',
    name: entry.name,
    description: entry.description,
    service_type: entry.serviceType,
    is_native: isManaged(asked, cluster),
    index_name: askedIndex(asked, cluster),
    configuration: configurationSchemaOf(asked.serviceType),
    features: featuresOf(asked.serviceType, cluster.version),
  })
}

/**
 * By the id that the file gives, else by name, else by the index: then it has another name so far. Never one that the
 * file means elsewhere, by its id.
 */
const find = async (
  { es }: Context,
  { id, name, index }: ConnectorEntry,
  elsewhere: ReadonlySet<string>,
): Promise<Connector | undefined> => {
  const byId = id === undefined ? undefined : await getConnector(es, id)
  if (byId !== undefined) return byId
  const free = async (filter: { name: string } | { indexName: string }) =>
    (await listConnectors(es, filter)).items.filter((one) => !elsewhere.has(one.id))
  const named = await free({ name })
  if (named.length > 1) {
    throw new PatchbayError(
      'target.ambiguous',
      `${name}: ${counted(named.length, 'connector')} have this name: ${named.map((one) => one.id).join(', ')}.`,
      {
        field: 'file',
        next: 'Give the id of the one that you mean in the file.',
      },
    )
  }
  const [one] = named.length > 0 || index === undefined ? named : await free({ indexName: index })
  return one && getConnector(es, one.id)
}

const basisOf = ({ connector, isNew }: AppliedEntry): JsonObject => {
  const { active, draft } = syncRulesOf(connector)
  return {
    isNew,
    id: connector.id,
    ...configurationBasis(connector),
    description: connector.description ?? null,
    scheduling: jsonSchema.parse(connector.scheduling ?? null),
    features: jsonSchema.parse(connector.features ?? null),
    pipeline: jsonSchema.parse(connector.pipeline ?? null),
    rules: { active: ruleBasis(active), draft: ruleBasis(draft) },
  }
}

/** What a vote is for: this file, and the connectors as they are. */
export const fileBasis = ({ entries }: AppliedFile): JsonObject => ({ connectors: entries.map(basisOf) })

export const appliedFile: TargetKind<AppliedFile> = {
  noun: 'file',
  field: 'file',
  keepsField: true,
  find: async (context, text) => {
    // Loaded when a file is read: no other command waits for the reader of YAML.
    const { readConnectorFile } = await import('./read-connector-file.ts')
    const entries: AppliedEntry[] = []
    const read = readConnectorFile(text)
    const ids = new Set(read.flatMap(({ id }) => (id === undefined ? [] : [id])))
    for (const entry of read) {
      const found = await find(context, entry, ids)
      entries.push({
        entry,
        connector: found ?? justMade(entry, context.cluster),
        isNew: found === undefined,
      })
    }
    return { text, entries }
  },
  id: ({ text }) => createHash('sha256').update(text).digest('hex').slice(0, 16),
  label: ({ entries }) =>
    entries
      .map(({ entry }) => entry.name)
      .join(', ')
      .slice(0, 200),
  facts: ({ entries: [one, ...others] }) =>
    one === undefined || others.length > 0 ? {} : connectorTarget.facts(one.connector),
}
