import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { type OrphanKey, type OrphanKind, orphanKeys } from '../steps/orphan-keys.ts'

const why: Readonly<Record<OrphanKind, string>> = {
  gone: 'its connector is gone',
  replaced: 'its connector names another key',
  unknown: 'made by Kibana, by Elastic’s tools or by hand, and no connector names it',
}

const nextFor = ({ key, kind, connectorId }: OrphanKey): string =>
  kind === 'replaced'
    ? `patchbay api-key clean-up ${connectorId}`
    : `patchbay api-key end-orphans ${kind === 'gone' ? 'gone' : key.id}`

export const listOrphans = defineOperation({
  name: 'api-key.orphans',
  version: 1,
  title: 'List orphaned API keys',
  summary: 'Shows valid API keys that were made for connectors and that no connector names any more.',
  risk: 'read',
  input: z.strictObject({}),
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps) => async (context) => {
    const { orphans, complete } = await orphanKeys(context, deps.clock.now())
    return {
      items: orphans.map((one) => ({
        apiKeyId: one.key.id,
        name: one.key.name ?? null,
        why: why[one.kind],
        created: new Date(one.key.creation).toISOString(),
        owner: one.key.username ?? null,
        index: one.index,
        perhapsUsedBy: one.usedBy,
        next: nextFor(one),
      })),
      // Without manage_api_key or read_security people see their own keys alone.
      ...(complete ? {} : { notSeen: 'keys of others: you may only see your own' }),
    }
  },
})
