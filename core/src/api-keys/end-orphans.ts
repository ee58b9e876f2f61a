import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import {
  type Context,
  defineOperation,
  type OperationDeps,
  type TargetKind,
} from '../operations/define-operation.ts'
import { toReadConnectors, toReadLeases, toSeeKeys } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { invalidateKeys } from '../steps/invalidate-keys.ts'
import { type OrphanKey, orphanKeys } from '../steps/orphan-keys.ts'
import { requireCount } from '../steps/named-connectors.ts'
import { waitUntilUnused } from '../steps/wait-until-unused.ts'

const everyGone = 'gone'
/** As many as a plan can show to whoever decides. */
const most = 100

const input = z.strictObject({
  keys: z
    .string()
    .min(1)
    .max(5000)
    .describe(`ids of API keys with commas between; ${everyGone}: all whose connectors are gone`),
})

const requireOrphan = (id: string, orphans: readonly OrphanKey[]): OrphanKey => {
  const found = orphans.find(({ key }) => key.id === id)
  const called = `"${id.slice(0, 100)}"`
  if (found === undefined) {
    throw new PatchbayError(
      'target.not-found',
      `${called} is no valid key that was made for a connector, or a connector names it.`,
      { field: 'keys', next: '`patchbay api-key orphans` shows those that no connector names.' },
    )
  }
  if (found.kind !== 'replaced') return found
  throw new PatchbayError('input.invalid', `keys: ${called} is a former key of a connector that is there.`, {
    field: 'keys',
    next: `\`patchbay api-key clean-up ${found.connectorId}\` ends it.`,
  })
}

/** All that is known of a key that is ended already, or that the caller may not see. */
const unseen = (id: string): OrphanKey => ({
  key: { id, creation: 0, invalidated: true },
  kind: 'unknown',
  connectorId: null,
  index: null,
  usedBy: [],
})

const requireSome = (count: number): void =>
  requireCount(count, {
    field: 'keys',
    most,
    none: 'There is nothing to end.',
    many: 'End them in several requests.',
  })

/** In the log stand their ids, so that a vote is for these alone. */
const orphanTarget: TargetKind<OrphanKey[]> = {
  noun: 'API key',
  field: 'keys',
  find: async ({ es }: Context, value) => {
    const { orphans, complete } = await orphanKeys({ es }, new Date())
    const ids = [...new Set(value.split(',').map((id) => id.trim()))].filter((id) => id !== '')
    return value === everyGone
      ? orphans.filter(({ kind }) => kind === 'gone')
      : // Who decides may not see keys; whoever carries it out does, and looks again.
        ids.map((id) => (complete ? requireOrphan(id, orphans) : unseen(id)))
  },
  gone: (ids) => ids.split(',').map(unseen),
  id: (orphans) => orphans.map(({ key }) => key.id).join(','),
  label: (orphans) => counted(orphans.length, 'API key'),
  facts: () => ({}),
}

const isUnseen = ({ key }: OrphanKey): boolean => key.creation === 0

const change = (orphan: OrphanKey) => {
  const { key, index } = orphan
  const opens = index === null ? '' : `, opens ${index}`
  const made = `made ${new Date(key.creation).toISOString().slice(0, 10)} by ${key.username ?? 'somebody'}`
  return {
    what: `key ${key.id}`,
    from: isUnseen(orphan) ? 'not yours to see' : `valid, ${made}${opens}`,
    to: 'refused',
  }
}

const warningsOf = (orphans: readonly OrphanKey[]): string[] => [
  ...(orphans.some(isUnseen)
    ? ['you may not see keys of others: whoever carries it out looks again whether a connector names one']
    : []),
  ...orphans.flatMap(({ key, usedBy }) =>
    usedBy.length === 0
      ? []
      : [`what runs ${usedBy.join(', ')} may use ${key.id}: it writes to the index that this key opens`],
  ),
]

export const endOrphans = defineOperation({
  name: 'api-key.end-orphans',
  version: 1,
  title: 'End orphaned API keys',
  summary: 'Ends API keys that were made for connectors and that no connector names any more.',
  risk: 'guarded',
  input,
  target: orphanTarget,
  basis: (orphans) => ({ keys: orphans.map(({ key }) => key.id) }),
  privileges: (_input, _target, cluster) => allOf(toReadConnectors(cluster.version), toSeeKeys, toReadLeases),
  validate: () => async (_context, _input, orphans) => requireSome(orphans.length),
  plan: () => async (_context, _input, orphans) => {
    const warnings = warningsOf(orphans)
    return {
      headline: `End orphaned API keys · ${counted(orphans.length, 'key')}`,
      changes: orphans.map(change),
      stays: [
        'every key that a connector names',
        'a key that a sync uses, until the sync ends, 2 hours at most',
      ],
      irreversible: "A key that was invalidated can't be brought back.",
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run: (deps: Pick<OperationDeps, 'clock'>) => async (context, _input, orphans) => {
    const { apiKeyIds } = await context.step('find', {
      run: async () => ({ apiKeyIds: orphans.map(({ key }) => key.id) }),
    })
    for (const id of apiKeyIds) await waitUntilUnused(deps)(context, id, `wait-${id}`)
    await context.step('invalidate', {
      run: async () => {
        await invalidateKeys(context.es, apiKeyIds)
        return null
      },
    })
    return { ended: apiKeyIds }
  },
})
