import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { checkSyncRules } from '../protocol/check-sync-rules.ts'
import type { Connector } from '../protocol/connector.ts'
import { ownRules, ruleBasis, syncRulesOf } from '../protocol/sync-rules.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { draftFields, draftOf } from '../steps/drafted-rules.ts'
import { ruleChanges } from './rule-changes.ts'
import { noteWords, wrongWords } from './show-rules.ts'
import { writeDraft } from './write-draft.ts'

const input = z.strictObject({ connector: connectorField, ...draftFields })

export const draftRules = defineOperation({
  name: 'rules.draft',
  version: 1,
  title: 'Draft sync rules',
  summary: 'Writes a new draft of the sync rules of a connector; nothing changes until it is activated.',
  risk: 'routine',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({ draft: ruleBasis(syncRulesOf(connector).draft) }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate:
    () =>
    async (_context, { rules, advanced }) => {
      if (advanced !== undefined && (typeof advanced !== 'object' || advanced === null)) {
        throw new PatchbayError('input.invalid', 'advanced: must be a JSON object or an array.', {
          field: 'advanced',
          next: 'Give {} to have none.',
        })
      }
      if (rules !== undefined || advanced !== undefined) return
      throw new PatchbayError('input.invalid', 'rules: give basic rules, an advanced one or both.', {
        field: 'rules',
        next: 'To leave out documents: --rules \'[{"policy":"exclude","field":"status","rule":"equals","value":"draft"}]\'.',
      })
    },
  plan: (deps: Pick<OperationDeps, 'ids'>) => async (_context, asked, connector) => {
    const before = syncRulesOf(connector).draft
    const after = draftOf(before, asked, deps.ids)
    const findings = checkSyncRules(connector, after)
    const warnings = [...wrongWords(findings), ...noteWords(findings)]
    return {
      headline: `Draft sync rules · ${connectorHeadline(connector)}`,
      changes: ruleChanges(before, after),
      stays: ['the active rules hold until the draft is activated'],
      after: [
        findings.some(({ wrong }) => wrong)
          ? "the draft can't be activated as it is"
          : 'the draft can be activated',
      ],
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run: (deps: Pick<OperationDeps, 'ids'>) => async (context, asked, connector) => {
    const draft = draftOf(syncRulesOf(connector).draft, asked, deps.ids)
    const { rules } = await context.step('draft', {
      run: async () => {
        await writeDraft(context.es, connector.id, draft)
        return { rules: ownRules(draft).map(({ id }) => id) }
      },
    })
    return {
      connector: connector.id,
      draft: counted(rules.length, 'basic rule'),
      rules,
      problems: wrongWords(checkSyncRules(connector, draft)),
    }
  },
})
