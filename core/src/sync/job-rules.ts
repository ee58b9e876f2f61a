import { PatchbayError } from '../errors.ts'
import type { Json } from '../lib/json.ts'
import { advancedProblems } from '../protocol/advanced-rules.ts'
import { advancedRule, isEmptyRule, ownRules, ruleSetOf, type SyncRule } from '../protocol/sync-rules.ts'
import type { DataSourceDefinition } from '../sources/data-source.ts'
import type { Claim } from './claim-job.ts'
import { ruleFilter } from './rule-filter.ts'

export interface JobRules {
  /** What basic rules say of a document; undefined: everything is kept. */
  keeps: ((json: Buffer) => boolean) | undefined
  /** What the source is asked for instead of everything. */
  advanced: Json | undefined
  /** The basic rules in their order, for a source that can leave out by itself what they exclude. */
  rules: readonly SyncRule[]
}

/**
 * The active rules as the job has them, which holds them as an object where a connector has a list. They are applied
 * whatever the connector's features say: what a person excluded must not be copied.
 * @throws PatchbayError `sync.failed` for rules that can't be applied.
 */
export const jobRules = (
  { job }: Pick<Claim, 'job'>,
  definition: Pick<DataSourceDefinition, 'serviceType' | 'advancedRules'>,
): JobRules => {
  const filtering: unknown = Array.isArray(job.connector.filtering)
    ? job.connector.filtering[0]
    : job.connector.filtering
  const set = ruleSetOf(filtering)
  if (set === undefined) {
    throw new PatchbayError('sync.failed', 'The sync rules have a form that is not known.', {
      next: 'Draft them again with `patchbay rules draft`, and activate them.',
    })
  }
  const advanced = advancedRule(set)
  const rules = ownRules(set)
  const keeps = ruleFilter(rules)
  if (isEmptyRule(advanced)) return { keeps, advanced: undefined, rules }
  if (definition.advancedRules !== true) {
    const message = `The connector has an advanced sync rule, which the data source ${definition.serviceType} can't apply here.`
    throw new PatchbayError('sync.failed', message, {
      next: 'Say the same in basic rules, or let another service sync this connector.',
    })
  }
  const problems = advancedProblems(definition.serviceType, advanced)
  if (problems.length > 0) {
    throw new PatchbayError('sync.failed', `The advanced sync rule can't be applied: ${problems.join(' ')}`, {
      next: 'Draft it again with `patchbay rules draft`, and activate it.',
    })
  }
  return { keeps, advanced, rules }
}
