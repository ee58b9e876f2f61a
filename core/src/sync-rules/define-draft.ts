import type { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { counted } from '../lib/counted.ts'
import { type AnyOperation, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { checkSyncRules } from '../protocol/check-sync-rules.ts'
import type { Connector } from '../protocol/connector.ts'
import { ownRules, ruleBasis, type RuleSet, syncRulesOf } from '../protocol/sync-rules.ts'
import { connectorHeadline, connectorTarget } from '../steps/connector-target.ts'
import { type Drafted, draftOf } from '../steps/drafted-rules.ts'
import { ruleChanges } from './rule-changes.ts'
import { noteWords, wrongWords } from './show-rules.ts'
import { writeDraft } from './write-draft.ts'

/** An operation that makes a new draft out of the one that is there. */
export interface DraftOperation<Input> {
  name: `rules.${string}`
  title: string
  summary: string
  input: z.ZodType<Input>
  /**
   * What the draft becomes; what isn't named stays.
   * @throws PatchbayError `input.invalid` where it can't be made of this draft.
   */
  drafted: (asked: Input, before: RuleSet) => Drafted
}

/** What an attempt writes, and what a later one writes once more; null: the advanced rule stays. */
const chosenFrom = (draft: RuleSet, { advanced }: Drafted) => ({
  rules: ownRules(draft).map(({ id, policy, field, rule, value, order }) => ({
    id,
    policy,
    field,
    rule,
    value,
    order,
  })),
  advanced: advanced ?? null,
})

/** Such an operation, whole: its plan shows the lines that come and go, and what is wrong with the draft to be. */
export const defineDraft = <Input>({
  name,
  title,
  summary,
  input,
  drafted,
}: DraftOperation<Input>): AnyOperation => {
  return defineOperation({
    name,
    version: 1,
    title,
    summary,
    risk: 'routine',
    input,
    target: connectorTarget,
    basis: (connector: Connector) => ({ draft: ruleBasis(syncRulesOf(connector).draft) }),
    privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
    validate: () => async (_context, asked, connector) => {
      drafted(asked, syncRulesOf(connector).draft)
    },
    plan: (deps: Pick<OperationDeps, 'ids'>) => async (_context, asked, connector) => {
      const before = syncRulesOf(connector).draft
      const after = draftOf(before, drafted(asked, before), deps.ids)
      const findings = checkSyncRules(connector, after)
      const warnings = [...wrongWords(findings), ...noteWords(findings)]
      return {
        headline: `${title} · ${connectorHeadline(connector)}`,
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
      const { id: connectorId } = connector
      const { draft: before } = syncRulesOf(connector)
      const { rules } = await context.step('draft', {
        choose: () => {
          const wanted = drafted(asked, before)
          return chosenFrom(draftOf(before, wanted, deps.ids), wanted)
        },
        run: async (chosen, earlier) => {
          // An earlier attempt may have written its draft already: made of that, this one would do it twice.
          const { rules: all, advanced } = earlier[0] ?? chosen
          const draft = draftOf(before, { rules: all, advanced: advanced ?? undefined }, deps.ids)
          await writeDraft(context.es, connectorId, draft)
          return { rules: all.map(({ id }) => id) }
        },
      })
      const now = await getConnector(context.es, connectorId)
      return {
        connector: connectorId,
        draft: counted(rules.length, 'basic rule'),
        rules,
        problems: now === undefined ? [] : wrongWords(checkSyncRules(now, syncRulesOf(now).draft)),
      }
    },
  })
}
