import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { countDocuments } from '../elasticsearch/inspect-index.ts'
import { listSyncJobs } from '../elasticsearch/list-sync-jobs.ts'
import { withCommas } from '../lib/counted.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors, toReadIndex, toSeeKeys } from '../privileges/connector-privileges.ts'
import { allOf, nothing, type Required } from '../privileges/required.ts'
import type { Connector } from '../protocol/connector.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { keyIdsOf } from '../steps/key-ids.ts'
import { madeAt } from '../steps/is-valid-key.ts'

const input = z.strictObject({ connector: connectorField })

const privileges = (_asked: unknown, connector: Connector | undefined, { version }: Cluster): Required =>
  allOf(
    toReadConnectors(version),
    toSeeKeys,
    connector?.index_name ? toReadIndex(connector.index_name) : nothing,
  )

interface Check {
  check: string
  ok: boolean
  what: string
  next: string | null
}

const check = (name: string, ok: boolean, words: { yes: string; no: string; next: string }): Check => ({
  check: name,
  ok,
  what: ok ? words.yes : words.no,
  next: ok ? null : words.next,
})

export const verifyMigration = defineOperation({
  name: 'migration.verify',
  version: 1,
  title: 'Verify the migration',
  summary: 'Says whether a converted connector really syncs with the key that it got.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges,
  run:
    () =>
    async ({ es }, _input, connector) => {
      const { id } = connector
      const { apiKeyId } = keyIdsOf(connector)
      const [made, { items: jobs }, documents] = await Promise.all([
        apiKeyId === null ? undefined : madeAt(es, apiKeyId),
        listSyncJobs(es, { connectorId: id, kinds: ['full'] }),
        connector.index_name ? countDocuments(es, connector.index_name) : undefined,
      ])
      const synced = jobs.find(
        // Both times are the cluster's own: clocks of workers are not compared with it.
        ({ status, created_at: created }) =>
          status === 'completed' && made !== undefined && Date.parse(created) >= made,
      )
      const expected = synced?.total_document_count ?? 0
      const checks = [
        check('self-managed', !connector.is_native, {
          yes: 'it is self-managed',
          no: 'it is still managed, which ends with 9.0',
          next: `patchbay connector convert ${id}`,
        }),
        check('key', made !== undefined, {
          yes: `its API key ${apiKeyId ?? ''} is valid`,
          no: 'it has no valid API key',
          next: `patchbay api-key rotate ${id}`,
        }),
        check('synced', synced !== undefined, {
          yes: `a full sync with that key ended at ${synced?.completed_at ?? ''}`,
          no: 'no full sync that was asked for since its key was made has ended',
          next: `give a worker the key, then patchbay sync start ${id}`,
        }),
        check('documents', synced !== undefined && (documents ?? 0) >= expected, {
          yes: `${withCommas(documents ?? 0)} documents are there`,
          no:
            synced === undefined
              ? 'not looked at before a sync ended'
              : `of ${expected} documents, ${documents ?? 0} are there`,
          next: `patchbay connector health ${id}`,
        }),
      ]
      return {
        connector: id,
        name: connectorLabel(connector),
        migrated: checks.every(({ ok }) => ok),
        checks,
      }
    },
})
