import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { syncRulesOf } from '../protocol/sync-rules.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { hasDraft } from './has-draft.ts'
import { showRuleSet } from './show-rules.ts'

const input = z.strictObject({ connector: connectorField })

export const getRules = defineOperation({
  name: 'rules.get',
  version: 1,
  title: 'Show sync rules',
  summary: 'Shows the sync rules of a connector: those that hold, and the draft.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: () => async (_context, _input, connector) => {
    const rules = syncRulesOf(connector)
    const { state, errors } = rules.draft.validation
    const draft = hasDraft(rules)
    return {
      connector: connector.id,
      active: showRuleSet(rules.active),
      // A draft that says the same as the active rules is none.
      draft: draft ? { state, ...showRuleSet(rules.draft) } : null,
      errors: draft ? errors.map(({ ids, messages }) => ({ ids, message: messages.join(' ') })) : [],
    }
  },
})
