import type { estypes } from '@elastic/elasticsearch'
import { isPatchbayError } from '../errors.ts'
import { checkSyncRules } from '../protocol/check-sync-rules.ts'
import type { Connector } from '../protocol/connector.ts'
import { secretHider } from '../protocol/hide-secrets.ts'
import { advancedRule, isEmptyRule, ownRules, type RuleSet } from '../protocol/sync-rules.ts'
import { tryAdvanced } from '../sources/try-advanced.ts'
import type { Trying } from '../sources/try-configuration.ts'
import { ruleFilter } from './rule-filter.ts'

type Verdict = estypes.ConnectorFilteringRulesValidation

const invalid = (errors: Verdict['errors']): Verdict => ({ state: 'invalid', errors })

/** What the pattern engine says against a rule, which the check of its words alone can't tell. */
const patternProblems = (draft: RuleSet): Verdict['errors'] =>
  ownRules(draft).flatMap((rule) => {
    try {
      ruleFilter([rule])
      return []
    } catch (error) {
      if (!isPatchbayError(error)) throw error
      return [{ ids: [rule.id], messages: [error.message] }]
    }
  })

/**
 * What a worker finds about drafted sync rules. An advanced one is tried: its source is asked for a first document of each.
 * @throws PatchbayError `source.unreachable` while the source can't be asked.
 */
export const judgeDraft = async (connector: Connector, draft: RuleSet, trying: Trying): Promise<Verdict> => {
  const wrong = checkSyncRules(connector, draft)
    .filter((finding) => finding.wrong)
    .map(({ ids, where, problem }) => ({ ids, messages: [`${where}: ${problem}`] }))
  if (wrong.length > 0) return invalid(wrong)
  const patterns = patternProblems(draft)
  if (patterns.length > 0) return invalid(patterns)
  const advanced = advancedRule(draft)
  if (isEmptyRule(advanced)) return { state: 'valid', errors: [] }
  const hide = secretHider(connector.configuration)
  const says = (reason: string): Verdict => invalid([{ ids: [], messages: [`advanced: ${hide(reason)}`] }])
  if (trying.definition.advancedRules !== true)
    return says(`the data source ${trying.definition.serviceType} can't apply one here.`)
  try {
    const [first] = await tryAdvanced(connector, trying, advanced)
    return first === undefined ? { state: 'valid', errors: [] } : says(`${first.part}: ${first.reason}`)
  } catch (error) {
    if (!isPatchbayError(error) || error.code === 'source.unreachable') throw error
    return says(error.message)
  }
}
