import { z } from 'zod'
import { defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { checkSyncRules } from '../protocol/check-sync-rules.ts'
import { syncRulesOf } from '../protocol/sync-rules.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { draftFields, draftOf } from '../steps/drafted-rules.ts'
import { showRuleSet } from './show-rules.ts'
import { tryRules } from './try-rules.ts'

const input = z.strictObject({
  connector: connectorField,
  ...draftFields,
  sample: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('also try them on so many documents of the data source, which this machine reads'),
})

export const validateRules = defineOperation({
  name: 'rules.validate',
  version: 1,
  title: 'Check sync rules',
  summary:
    'Checks the draft of the sync rules, or rules that are given, and says what is wrong where; on a sample, what would be copied.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps) => async (context, asked, connector) => {
    const { draft } = syncRulesOf(connector)
    const given = asked.rules !== undefined || asked.advanced !== undefined
    const set = given ? draftOf(draft, asked, deps.ids) : draft
    const findings = checkSyncRules(connector, set).toSorted((a, b) => Number(b.wrong) - Number(a.wrong))
    const { state, errors } = draft.validation
    const isWrong = findings.some(({ wrong }) => wrong)
    const most = asked.sample
    return {
      connector: connector.id,
      valid: !isWrong && (given || state !== 'invalid'),
      findings: findings.map(({ where, problem, wrong }) => ({
        where,
        severity: wrong ? 'wrong' : 'note',
        problem,
      })),
      // What the service that syncs this connector found, which also asks the data source.
      byService: given ? null : state,
      serviceErrors: given ? [] : errors.map(({ ids, messages }) => ({ ids, message: messages.join(' ') })),
      checked: showRuleSet(set),
      ...(most !== undefined && !isWrong && { sample: await tryRules(context, connector, { set, most }) }),
    }
  },
})
