import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { addressOf } from '../elasticsearch/address-of.ts'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { policyWithin } from '../operations/call-within.ts'
import { defineOperation, type OperationDeps, type RunContext } from '../operations/define-operation.ts'
import { withPrefix } from '../operations/step-prefix.ts'
import { toIssueKey } from '../privileges/connector-key.ts'
import { toManageConnectors, toRetireKey } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { managedPrefix } from '../protocol/index-names.ts'
import type { Secret } from '../secrets/secret.ts'
import { requireSignedIn } from '../steps/check-key-can-be-made.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { type Delivery, keysFileOf, serviceConfigOf } from '../steps/delivered-key.ts'
import { failureOfOne } from '../steps/failure-of-one.ts'
import { keyBasis } from '../steps/key-ids.ts'
import { handOverKey, leaveManaged } from '../steps/leave-managed.ts'
import { connectorsTarget, namedConnectors, requireCount } from '../steps/named-connectors.ts'
import { assess, managedConnectors } from './managed-connectors.ts'
import { servedTypes } from './served-types.ts'

const input = z.strictObject({
  connectors: z
    .string()
    .min(1)
    .default('all')
    .describe('ids, names or indices with commas between; all: every managed one that is ready'),
})

/** As many as one run carries, so that what is collected at its end can be looked at. */
const most = 500

const readyOnes = async (context: Parameters<typeof managedConnectors>[0]): Promise<Connector[]> => {
  const { managed } = await managedConnectors(context)
  const ready = managed.filter(({ assessment }) => assessment.ready).map(({ connector }) => connector)
  if (ready.length > 0) return ready.slice(0, most)
  throw new PatchbayError(
    'connector.state',
    `Of ${counted(managed.length, 'managed connector')} none is ready to be moved.`,
    {
      field: 'connectors',
      next: '`patchbay migration plan` says what each takes.',
    },
  )
}

/** The connectors of a run, in the order to go in. */
const movedConnectors = connectorsTarget((context, named) =>
  named === 'all' ? readyOnes(context) : namedConnectors(context, named),
)

const privileges = (connectors: readonly Connector[] | undefined, { version }: Cluster): Required =>
  allOf(
    toManageConnectors(version),
    toRetireKey(true),
    ...(connectors ?? [undefined]).map((one) =>
      toIssueKey(version, one?.index_name || `${managedPrefix(version)}*`, false),
    ),
  )

interface Failed {
  connector: string
  why: string
  next: string
}

export interface MigratedConnectors {
  migrated: { connector: string; id: string; apiKeyId: string }[]
  failed: Failed[]
  /** What `connectorKeysFile` of Patchbay's worker names: a key for each connector. */
  connectorKeysFile: Secret | null
  /** `config.yml` of Elastic's own connector service, for all of them. */
  serviceConfig: Secret | null
  next: string[]
}

/** One connector from its open jobs to its new key. */
const move =
  (deps: Pick<OperationDeps, 'ids'>) =>
  async (context: RunContext, { id }: Connector): Promise<Delivery> => {
    const within = withPrefix(context, id)
    const connector = await getConnector(context.es, id)
    if (connector === undefined)
      throw new PatchbayError('target.not-found', 'it is gone.', { next: 'Nothing: it needs no move.' })
    await leaveManaged(within, id)
    const { apiKeyId, apiKey: key } = await handOverKey(deps)(within, connector)
    const serviceType = connector.service_type ?? null
    return { connectorId: id, serviceType, apiKeyId, key, address: addressOf(context.es) }
  }

const failure = (connector: Connector, error: PatchbayError, stillManaged: boolean): Failed => ({
  connector: connectorLabel(connector),
  why: error.message,
  next: stillManaged
    ? `patchbay connector convert ${connector.id}`
    : `patchbay api-key rotate ${connector.id}`,
})

/** What policy goes by. */
const judged = { name: 'migration.run', title: 'Move off managed connectors', risk: 'irreversible' } as const

export const runMigration = defineOperation({
  ...judged,
  version: 1,
  summary:
    'Makes managed connectors self-managed, one after another, and hands their new keys over together.',
  delivers: true,
  input,
  target: movedConnectors,
  basis: (connectors) => ({
    connectors: connectors.map((connector) => ({ id: connector.id, ...keyBasis(connector) })),
  }),
  privileges: (_input, connectors: Connector[] | undefined, cluster) => privileges(connectors, cluster),
  validate: (deps) => async (context, _input, connectors) => {
    requireSignedIn(context.actor)
    requireCount(connectors.length, { field: 'connectors', most })
    const convert = deps.operation('connector.convert')
    const mayCall = await policyWithin(context, deps.clock, {
      operation: judged,
      facts: movedConnectors.facts(connectors),
    })
    for (const connector of connectors) {
      const label = connectorLabel(connector)
      const [block] = connector.is_native
        ? (await assess(context, connector)).blocks
        : ['it is self-managed already']
      if (block !== undefined) {
        throw new PatchbayError('connector.state', `${label}: ${block}.`, {
          field: 'connectors',
          next: connector.is_native ? '`patchbay migration plan` says what each takes.' : 'Leave it out.',
        })
      }
      mayCall(convert, connectorTarget.facts(connector))
    }
  },
  plan: () => async (context, _input, connectors) => {
    const chosen = new Set(connectors.map(({ id }) => id))
    const served = await servedTypes(context.es)
    const { managed } = await managedConnectors(context, { served })
    const notes = managed.flatMap(({ connector, assessment }) =>
      chosen.has(connector.id) ? assessment.notes.map((note) => `${assessment.connector}: ${note}`) : [],
    )
    const left = managed
      .filter(({ connector }) => !chosen.has(connector.id))
      .map(({ assessment }) => assessment)
    return {
      headline: `Move off managed connectors · ${counted(connectors.length, 'connector')}`,
      changes: connectors.map((connector) => ({
        what: connectorLabel(connector),
        from: 'managed',
        to: 'self-managed, with a new key that opens its index',
      })),
      stays: [
        'nothing changes until you collect: then each is moved, one after another, and the new keys are shown together, once',
        'configuration, schedules, rules, indices and documents',
        ...left.map(
          ({ connector, blocks: [block] }) =>
            `${connector} stays managed${block === undefined ? '' : `: ${block}`}`,
        ),
      ],
      after: [
        "no sync of theirs runs until a worker, or Elastic's connector service, has the new keys",
        '`patchbay migration verify CONNECTOR` says whether each syncs with its new key',
      ],
      ...(notes.length > 0 && { warnings: notes }),
      irreversible: "A self-managed connector can't be made managed again here.",
    }
  },
  // All of it happens while somebody is there to take the keys: a connector is without one for a moment only.
  run: () => async (): Promise<MigratedConnectors | null> => null,
  collect:
    (deps: Pick<OperationDeps, 'ids'>) =>
    async (context, _input, connectors): Promise<MigratedConnectors> => {
      const keys: Delivery[] = []
      const failed: Failed[] = []
      for (const connector of connectors) {
        try {
          keys.push(await move(deps)(context, connector))
        } catch (error) {
          const why = failureOfOne(error)
          const now = await getConnector(context.es, connector.id)
          failed.push(failure(connector, why, now?.is_native === true))
        }
      }
      return {
        migrated: keys.map(({ connectorId: id, apiKeyId }) => {
          const connector = connectors.find((one) => one.id === id)
          return { connector: connector === undefined ? id : connectorLabel(connector), id, apiKeyId }
        }),
        failed,
        connectorKeysFile: keys.length === 0 ? null : keysFileOf(keys),
        serviceConfig: keys.length === 0 ? null : serviceConfigOf(keys),
        next: [
          "give the keys to `patchbay worker` (connectorKeysFile) or to Elastic's connector service (config.yml)",
          ...keys.map(
            ({ connectorId: id }) => `patchbay sync start ${id}, then patchbay migration verify ${id}`,
          ),
        ],
      }
    },
})
