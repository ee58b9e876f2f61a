import type { Json } from '../../lib/json.ts'
import type { SourcePage } from '../data-source.ts'
import { type TableRule, tableRules } from '../table-rules.ts'
import type { Named } from './named-tables.ts'

/** What advanced rules ask for. Tables that no rule is about count as listed: the rules leave them out. */
export async function* readRules(
  { found, wanted, partOf }: Named,
  advanced: Json,
  read: (rule: TableRule) => AsyncGenerator<SourcePage>,
): AsyncGenerator<SourcePage> {
  const rules = tableRules(advanced)
  for (const [name, queries] of rules) {
    for (const rule of queries) yield* read(rule)
    yield { kind: 'end', part: partOf(name) }
  }
  for (const { name } of found)
    if (!rules.has(name) && (wanted?.includes(name) ?? true)) yield { kind: 'end', part: partOf(name) }
}
