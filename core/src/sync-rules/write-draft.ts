import type { Client, estypes } from '@elastic/elasticsearch'
import { ownRules, type RuleSet, type SyncRule } from '../protocol/sync-rules.ts'

/** Elasticsearch puts in the time where none is given. */
const times = ({ created_at: created, updated_at: updated }: Partial<SyncRule>) => ({
  ...(created == null ? {} : { created_at: created }),
  ...(updated == null ? {} : { updated_at: updated }),
})

/** Replaces the draft of a connector as a whole; once more changes nothing. Elasticsearch itself adds the default rule. */
export const writeDraft = async (es: Client, connectorId: string, draft: RuleSet): Promise<void> => {
  const rules = ownRules(draft).map(({ id, policy, field, rule, value, order, ...rest }) => ({
    id,
    policy,
    field,
    rule,
    value,
    order,
    ...times(rest),
  }))
  const { value, ...rest } = draft.advanced_snippet
  await es.connector.updateFiltering({
    connector_id: connectorId,
    rules,
    advanced_snippet: { value, ...times(rest) },
  })
}

/** Writes down what was found about the draft. */
export const writeVerdict = async (
  es: Client,
  connectorId: string,
  validation: estypes.ConnectorFilteringRulesValidation,
): Promise<void> => {
  await es.connector.updateFilteringValidation({ connector_id: connectorId, validation })
}
