import type { Route } from '../http/route.ts'
import type { ConnectorContext } from './connector-context.ts'
import { changeFoundConnector, mergeIntoConnector } from './connector-document.ts'
import type { Filtering } from './filtering-document.ts'
import { defaultRule, filteringOf } from './filtering-document.ts'
import type { SentRule, SentRules, SentSnippet } from './filtering-parser.ts'
import { filteringParser } from './filtering-parser.ts'
import { validate } from '../xcontent/validate.ts'
import { emptyId } from './empty-id.ts'

const dated = <T extends { created_at?: string | null; updated_at?: string | null }>(
  part: T,
  now: string,
) => ({
  ...part,
  created_at: part.created_at ?? now,
  updated_at: part.updated_at ?? now,
})

const isDefault = (rule: SentRule): boolean => {
  const { field, id, policy, rule: condition, value } = defaultRule('')
  return (
    rule.field === field &&
    rule.id === id &&
    rule.policy === policy &&
    rule.rule === condition &&
    rule.value === value
  )
}

/** In order, with the default rule always last; a default rule that was sent gives its date. */
const orderedRules = (sent: readonly SentRule[], now: string) => {
  const since = sent.find(isDefault)?.created_at ?? now
  const others = sent.filter((rule) => !isDefault(rule)).toSorted((a, b) => a.order - b.order)
  const last = others.at(-1)
  const order = last === undefined ? 0 : last.order + 1
  return [...others.map((rule) => dated(rule, now)), { ...defaultRule(since), order }]
}

const draftOf = (
  current: Filtering,
  sent: { rules?: readonly SentRule[] | undefined; snippet?: SentSnippet | undefined },
  now: string,
): Filtering => ({
  ...current,
  draft: {
    advanced_snippet: sent.snippet === undefined ? current.draft.advanced_snippet : dated(sent.snippet, now),
    rules: sent.rules === undefined ? current.draft.rules : orderedRules(sent.rules, now),
    validation: { errors: [], state: 'edited' },
  },
})

const wholeRules = (sent: SentRules, now: string) => ({
  advanced_snippet: dated(sent.advanced_snippet, now),
  rules: sent.rules.map((rule) => dated(rule, now)),
  validation: sent.validation,
})

/** `PUT /_connector/{id}/_filtering`: a new draft of the sync rules, or draft and active ones at once. */
export const putConnectorFiltering = (context: ConnectorContext): Route => ({
  method: 'PUT',
  path: '/_connector/{connector_id}/_filtering',
  action: 'cluster:admin/xpack/connector/update_filtering',
  handle: async (request) => {
    const id = request.params['connector_id'] ?? ''
    const { filtering, rules, advanced_snippet: snippet } = filteringParser.parse(await request.text())
    const draft = rules !== undefined || snippet !== undefined
    validate(
      emptyId('connector_id', id),
      filtering === undefined && !draft && '[advanced_snippet] and [rules] cannot be both [null].',
      filtering !== undefined &&
        draft &&
        'If [filtering] is specified, [rules] and [advanced_snippet] should not be present in the request body.',
    )
    const now = context.timestamp()
    if (filtering !== undefined) {
      const entries = filtering.map((entry) => ({
        active: wholeRules(entry.active, now),
        domain: 'DEFAULT',
        draft: wholeRules(entry.draft, now),
      }))
      return mergeIntoConnector(context, id, { filtering: entries })
    }
    return changeFoundConnector(context, id, {
      to: (source) => {
        const [first, ...others] = filteringOf(source, now)
        if (first === undefined) return source
        return { ...source, filtering: [draftOf(first, { rules, snippet }, now), ...others] }
      },
    })
  },
})
