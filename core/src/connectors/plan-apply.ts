import type { Clock } from '../deps.ts'
import { isPatchbayError, PatchbayError } from '../errors.ts'
import { jsonObjectSchema } from '../lib/json.ts'
import { counted } from '../lib/counted.ts'
import { policyWithin } from '../operations/call-within.ts'
import type { AnyOperation, Context, OperationDeps } from '../operations/define-operation.ts'
import { entryLabel } from '../protocol/connector-file.ts'
import type { Connector } from '../protocol/connector.ts'
import type { Plan, PlanChange } from '../protocol/plan.ts'
import { syncRulesOf } from '../protocol/sync-rules.ts'
import type { Secret } from '../secrets/secret.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { draftOf } from '../steps/drafted-rules.ts'
import { type AppliedEntry, type AppliedFile, appliedFile, newConnectorOf } from './applied-file.ts'
import { requireReferences, requireSecrets } from './apply-secrets.ts'
import { fieldsOf } from './configuration-input.ts'
import { createConnector } from './create-connector.ts'
import { type WantedCall, wantedCalls, withFields } from './wanted-calls.ts'

type Secrets = Readonly<Record<string, Secret>>

export const callsFor = (
  { entry, connector, isNew }: AppliedEntry,
  { cluster }: Pick<Context, 'cluster'>,
  { secrets, all = false }: { secrets: Secrets; all?: boolean },
): WantedCall[] => {
  const wanted = { entry, connector, secrets, cluster }
  const create =
    isNew || all ? [{ operation: createConnector.name, input: { ...newConnectorOf(entry) } }] : []
  return [...create, ...wantedCalls(wanted, all)]
}

/** The connector as the calls before this one leave it: enough for a later one to be judged by. */
const asWanted = (connector: Connector, calls: readonly WantedCall[], deps: OperationDeps): Connector => {
  const values = calls.find(({ operation }) => operation === 'connector.configure')?.input['values']
  const given: Record<string, unknown> = typeof values === 'object' && values !== null ? { ...values } : {}
  const features = calls.find(({ operation }) => operation === 'connector.set-features')?.input ?? {}
  const drafted = calls.find(({ operation }) => operation === 'rules.draft')?.input
  const { active, draft } = syncRulesOf(connector)
  const filtering = { active, draft: drafted === undefined ? draft : draftOf(draft, drafted, deps.ids) }
  return {
    ...connector,
    configuration: Object.fromEntries(
      Object.entries(connector.configuration).map(([key, field]) => [
        key,
        Object.hasOwn(given, key) ? { ...field, value: given[key] } : field,
      ]),
    ),
    features: {
      ...connector.features,
      ...('incrementalSync' in features
        ? { incremental_sync: { enabled: features['incrementalSync'] === true } }
        : {}),
      ...('documentLevelSecurity' in features
        ? { document_level_security: { enabled: features['documentLevelSecurity'] === true } }
        : {}),
    },
    filtering: [jsonObjectSchema.parse(JSON.parse(JSON.stringify(filtering)))],
  }
}

/** What each call is judged and shown by: later ones by the connector as it will be by then. */
const subject = ({ operation }: WantedCall, one: AppliedEntry, wanted: Connector): Connector => {
  if (operation === 'connector.configure') return withFields(one)
  if (operation !== 'rules.activate' && operation !== 'connector.schedule') return one.connector
  const { filtering, features, configuration } = wanted
  return { ...one.connector, filtering, features, configuration }
}

/** `rules.activate` says what both calls about rules change. */
const isShown = ({ operation }: WantedCall): boolean =>
  operation !== 'rules.draft' && operation !== 'connector.create'

const about = (name: string, error: unknown): unknown =>
  isPatchbayError(error)
    ? new PatchbayError(error.code, `${name}: ${error.message}`, {
        field: error.field,
        next: error.next,
        cause: error,
      })
    : error

const mismatch = ({ entry, connector, isNew }: AppliedEntry): void => {
  const fail = (what: string, next: string) => {
    throw new PatchbayError('input.invalid', what, { field: 'file', next })
  }
  if (isNew) {
    if (entry.serviceType === undefined)
      fail('serviceType: is missing, and there is no such connector yet.', 'Name the kind of data source.')
    return
  }
  if (entry.serviceType !== undefined && entry.serviceType !== connector.service_type)
    fail(
      `serviceType: it is ${connector.service_type ?? 'none'}, not ${entry.serviceType}.`,
      `\`patchbay connector set-service-type ${connector.id}\` changes it; its configuration begins anew then.`,
    )
  if (entry.managed !== undefined && entry.managed !== connector.is_native)
    fail(
      `managed: it is ${connector.is_native ? 'managed' : 'self-managed'}.`,
      connector.is_native
        ? `\`patchbay connector convert ${connector.id}\` makes it self-managed.`
        : 'Leave managed out: it can not be made managed.',
    )
}

interface Asked {
  operation: Pick<AnyOperation, 'name' | 'title' | 'risk'>
  file: AppliedFile
  secrets: Secrets
}

/**
 * Refuses before anything is asked for or changed what one of the connectors could not become.
 * @throws PatchbayError of the first that is wrong, its name in front.
 */
export const checkApply = async (
  deps: OperationDeps,
  context: Context,
  { operation, file, secrets }: Asked,
): Promise<void> => {
  const clock: Pick<Clock, 'now'> = deps.clock
  const mayCall = await policyWithin(context, clock, { operation, facts: appliedFile.facts(file) })
  for (const one of file.entries) {
    const { entry, connector } = one
    try {
      mismatch(one)
      requireReferences(entry, fieldsOf(withFields(one)))
      requireSecrets(entry, secrets)
      const calls = callsFor(one, context, { secrets })
      const wanted = asWanted(withFields(one), calls, deps)
      for (const call of calls) {
        const inner = deps.operation(call.operation)
        mayCall(inner, inner.target === undefined ? {} : connectorTarget.facts(connector))
        // A draft alone changes nothing: what is wrong with it shows when it is to become active.
        if (call.operation === 'rules.draft') continue
        const input = inner.input.parse(
          inner.target === undefined ? call.input : { ...call.input, connector: connector.id || entry.name },
        )
        await inner.validate?.(deps)(context, input, subject(call, one, wanted))
      }
    } catch (error) {
      throw about(entryLabel(entry), error)
    }
  }
}

const made = ({ entry, connector }: AppliedEntry): PlanChange => ({
  what: entryLabel(entry),
  to: `a new connector, ${connector.service_type ?? ''}, ${connector.is_native ? 'managed' : 'self-managed'}, index ${connector.index_name ?? 'made from its name'}`,
})

/** What differs, connector by connector: each operation's own plan. */
export const planApply = async (
  deps: OperationDeps,
  context: Context,
  { file, secrets }: Omit<Asked, 'operation'>,
): Promise<Plan> => {
  const changes: PlanChange[] = []
  const warnings: string[] = []
  const alike: string[] = []
  for (const one of file.entries) {
    const { entry, connector, isNew } = one
    const label = entryLabel(entry)
    const calls = callsFor(one, context, { secrets })
    const wanted = asWanted(withFields(one), calls, deps)
    if (isNew) changes.push(made(one))
    if (calls.length === 0) alike.push(label)
    for (const call of calls.filter(isShown)) {
      const inner = deps.operation(call.operation)
      const input = inner.input.parse({ ...call.input, connector: connector.id || entry.name })
      const plan = await inner.plan?.(deps)(context, input, subject(call, one, wanted))
      changes.push(
        ...(plan?.changes ?? []).map((change) => ({ ...change, what: `${label}: ${change.what}` })),
      )
      warnings.push(...(plan?.warnings ?? []).map((warning) => `${label}: ${warning}`))
    }
  }
  const differ = file.entries.length - alike.length
  return {
    headline: `Apply a file · ${differ === 0 ? `${counted(file.entries.length, 'connector')}, all as it wants them` : `${differ} of ${counted(file.entries.length, 'connector')} to change`}`,
    changes,
    stays: [
      ...(alike.length === 0 ? [] : [`as the file wants them already: ${alike.join(', ')}`]),
      'connectors and settings that the file does not name',
    ],
    ...(changes.length > 0 && {
      after: [
        'one connector after another; one that fails stops none of the others, and resuming goes on with it',
      ],
    }),
    ...(warnings.length > 0 && { warnings }),
  }
}
