import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import type { Connector } from '../protocol/connector.ts'
import { ownRules, ruleBasis, syncRulesOf } from '../protocol/sync-rules.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorLabel, connectorTarget } from '../steps/connector-target.ts'
import { hasDraft } from './has-draft.ts'
import { ruleChanges } from './rule-changes.ts'
import { writeDraft, writeVerdict } from './write-draft.ts'

const input = z.strictObject({ connector: connectorField })

export const discardRules = defineOperation({
  name: 'rules.discard',
  version: 1,
  title: 'Discard draft rules',
  summary: 'Drops the draft of the sync rules: it says again what the active rules say.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({ draft: ruleBasis(syncRulesOf(connector).draft) }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, connector) => {
    if (hasDraft(syncRulesOf(connector))) return
    throw new PatchbayError('connector.state', `"${connectorLabel(connector)}" has no draft to discard.`, {
      next: '`patchbay rules get` shows the rules that hold.',
    })
  },
  plan: () => async (_context, _input, connector) => {
    const { active, draft } = syncRulesOf(connector)
    return {
      headline: `Discard draft rules · ${connectorHeadline(connector)}`,
      changes: ruleChanges(draft, active),
      stays: ['the active rules'],
    }
  },
  stepsInAll: () => 2,
  run: () => async (context, _input, connector) => {
    const { active } = syncRulesOf(connector)
    const { id: connectorId } = connector
    await context.step('discard', {
      run: async () => {
        await writeDraft(context.es, connectorId, active)
        return null
      },
    })
    await context.step('settle', {
      run: async () => {
        // What holds was found valid when it was activated: nobody has to look at it again.
        await writeVerdict(context.es, connectorId, { state: 'valid', errors: [] })
        return null
      },
    })
    return { connector: connectorId, rules: ownRules(active).map(({ id }) => id) }
  },
})
