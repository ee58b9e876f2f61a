import { findConnector } from '../elasticsearch/find-connector.ts'
import { inspectIndex } from '../elasticsearch/inspect-index.ts'
import { hasStatus, isPatchbayError, PatchbayError } from '../errors.ts'
import type { Context, TargetKind } from '../operations/define-operation.ts'
import { toReadConnectors, toReadIndex } from '../privileges/connector-privileges.ts'
import { ensurePrivileges } from '../privileges/ensure-privileges.ts'
import { allOf } from '../privileges/required.ts'
import type { Connector, ConnectorSummary } from '../protocol/connector.ts'
import { indexNameProblem } from '../protocol/index-names.ts'
import { leasesIndex, stateIndex } from '../protocol/patchbay-indices.ts'
import { policyIndex } from '../protocol/policy.ts'
import { runsIndex } from '../run-log/event.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { connectorOfIndex } from '../steps/free-index-name.ts'

/** A content index, and the connector that writes to it if there is one. */
export interface IndexTarget {
  index: string
  /** True when the name is an alias: the index behind it has another name. */
  alias: boolean
  documents: number | undefined
  connector: Connector | ConnectorSummary | undefined
}

const ours = [runsIndex, policyIndex, leasesIndex, stateIndex]

/** @throws PatchbayError `input.invalid` for what is no content index: a pattern, Elasticsearch's own, Patchbay's own. */
const requireContent = (index: string): void => {
  const problem = ours.includes(index) ? "is one of Patchbay's own indices" : indexNameProblem(index)
  if (problem === undefined) return
  throw new PatchbayError('input.invalid', `index: ${problem}, got ${JSON.stringify(index.slice(0, 300))}.`, {
    field: 'index',
    next: 'Name one content index, or the connector that has it: `patchbay index list` shows them.',
  })
}

const connectorCalled = async ({ es }: Context, value: string): Promise<Connector | undefined> => {
  try {
    return await findConnector(es, value)
  } catch (error) {
    if (isPatchbayError(error) && error.code === 'target.not-found') return undefined
    throw error
  }
}

const notFound = (value: string): PatchbayError =>
  new PatchbayError('target.not-found', `There is no index "${value.slice(0, 200)}".`, {
    field: 'index',
    next: '`patchbay index list` shows them all.',
  })

/** What stands under exactly this name; or the refusal of a caller who may not know, which a connector may still answer. */
const lookAt = async ({ es }: Context, value: string) => {
  if (indexNameProblem(value) !== undefined) return {}
  try {
    return { named: await inspectIndex(es, value) }
  } catch (error) {
    if (hasStatus(error, 403)) return { refused: error }
    throw error
  }
}

const find = async (context: Context, value: string): Promise<IndexTarget> => {
  const { es } = context
  // An index of exactly this name comes first: what is deleted must be what was named.
  const { named, refused } = await lookAt(context, value)
  if (named !== undefined) {
    requireContent(value)
    return { index: value, ...named, connector: await connectorOfIndex(es, value) }
  }
  const connector = await connectorCalled(context, value)
  const index = connector?.index_name
  if (connector === undefined || !index) {
    requireContent(value)
    throw refused ?? notFound(value)
  }
  requireContent(index)
  const found = await inspectIndex(es, index)
  if (found === undefined) throw notFound(index)
  return { index, ...found, connector }
}

/** One content index, by its name or by its connector. */
export const indexTarget: TargetKind<IndexTarget> = {
  noun: 'index',
  field: 'index',
  find: async (context, value) => {
    try {
      return await find(context, value)
    } catch (error) {
      // Who may not even look is told which privilege that needs.
      if (hasStatus(error, 403)) {
        const { version } = context.cluster
        const operation = { name: 'index.list', title: 'Look at indices' }
        const name = indexNameProblem(value) === undefined ? value : '*'
        await ensurePrivileges(context.session, {
          operation,
          required: allOf(toReadConnectors(version), toReadIndex(name)),
        })
      }
      throw error
    }
  },
  gone: (index) => ({ index, alias: false, documents: undefined, connector: undefined }),
  id: ({ index }) => index,
  label: ({ index }) => index,
  facts: ({ connector }) =>
    connector === undefined
      ? {}
      : {
          connectorId: connector.id,
          connectorName: connectorLabel(connector),
          ...(connector.service_type == null ? {} : { serviceType: connector.service_type }),
        },
}

/** An index as a headline names it: `search-products of products`. */
export const indexHeadline = ({ index, connector }: IndexTarget): string =>
  connector === undefined ? index : `${index} of ${connectorLabel(connector)}`

/** @throws PatchbayError `connector.state` for an alias, behind which other things may stand. */
export const requireNoAlias = ({ index, alias }: IndexTarget): void => {
  if (!alias) return
  throw new PatchbayError('connector.state', `"${index}" is an alias, not an index.`, {
    field: 'index',
    next: 'Name the index behind it.',
  })
}
