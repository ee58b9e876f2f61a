import type { Context } from '../operations/define-operation.ts'
import type { Connector } from '../protocol/connector.ts'
import { hideSecrets } from '../protocol/hide-secrets.ts'
import { advancedRule, isEmptyRule, ownRules, type RuleSet, ruleWords } from '../protocol/sync-rules.ts'
import { firstDocuments } from '../sources/first-documents.ts'
import { tryAdvanced } from '../sources/try-advanced.ts'
import { askSource } from '../sources/try-configuration.ts'
import { sourceOfConnector } from '../steps/source-of-connector.ts'

/**
 * What rules would do to the first documents of the data source, which this machine reads and nobody keeps: an advanced
 * rule decides which come, and the basic ones which of them are copied.
 */
export const tryRules = async (
  { signal, cluster }: Context,
  connector: Connector,
  { set, most }: { set: RuleSet; most: number },
) => {
  const definition = await sourceOfConnector(connector)
  const { ruleDecider } = await import('../sync/rule-filter.ts')
  const decide = ruleDecider(ownRules(set))
  const advanced = advancedRule(set)
  const request = isEmptyRule(advanced) ? {} : { advanced }
  try {
    const trying = { definition, rules: cluster.addressRules, signal }
    // The sample may be full before the last of several rules is reached.
    const missed = Array.isArray(advanced) ? await tryAdvanced(connector, trying, advanced) : []
    const { documents, skipped } = await askSource(connector, trying, (source, within) =>
      firstDocuments(source, { signal: within, ...request }, most),
    )
    const tried = documents.map(({ id, part, json }) => {
      const rule = decide(json)
      return {
        id,
        part,
        copied: rule?.policy !== 'exclude',
        because: rule === undefined ? 'no rule is about it' : ruleWords(rule),
      }
    })
    const copied = tried.filter((one) => one.copied).length
    const others = missed.filter(({ part }) => !skipped.some((one) => one.part === part))
    return {
      read: tried.length,
      copied,
      leftOut: tried.length - copied,
      skipped: [...skipped, ...others],
      documents: tried,
    }
  } catch (error) {
    throw hideSecrets(error, connector.configuration)
  }
}
