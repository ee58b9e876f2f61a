import { z } from 'zod'
import { getConnector } from '../elasticsearch/get-connector.ts'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { checkSyncRules } from '../protocol/check-sync-rules.ts'
import type { Connector } from '../protocol/connector.ts'
import { advancedRule, isEmptyRule, ownRules, ruleBasis, syncRulesOf } from '../protocol/sync-rules.ts'
import { workerAbilities } from '../protocol/worker-abilities.ts'
import { connectorField } from '../steps/connector-field.ts'
import {
  connectorHeadline,
  connectorLabel,
  connectorWord,
  connectorTarget,
} from '../steps/connector-target.ts'
import { hasDraft } from './has-draft.ts'
import { ruleChanges } from './rule-changes.ts'
import { noteWords, wrongWords } from './show-rules.ts'
import { writeVerdict } from './write-draft.ts'

const input = z.strictObject({ connector: connectorField })

/** What the service found, or, where none has looked yet, what we find. */
const problemsOf = (connector: Connector): string[] => {
  const { draft } = syncRulesOf(connector)
  const { state, errors } = draft.validation
  if (state === 'valid') return []
  const found = wrongWords(checkSyncRules(connector, draft))
  if (state === 'edited') return found
  const said = errors.flatMap(({ ids, messages }) =>
    messages.map((message) => (ids.length === 0 ? message : `${ids.join(', ')}: ${message}`)),
  )
  return said.length + found.length === 0
    ? ['the service that syncs it calls them invalid.']
    : [...said, ...found]
}

/** @throws PatchbayError `connector.state` for a draft that must not become active. */
const requireValid = (connector: Connector): void => {
  const problems = problemsOf(connector)
  if (problems.length === 0) return
  const label = connectorLabel(connector)
  const word = connectorWord(connector)
  throw new PatchbayError(
    'connector.state',
    `The draft rules of "${label}" are not valid: ${problems.join(' ')}`,
    {
      next: `Write them again with \`patchbay rules draft ${word}\`, or drop them with \`patchbay rules discard ${word}\`.`,
    },
  )
}

/** Whether our own worker applies it; of a service type that it doesn't know it syncs nothing anyhow. */
const takesAdvanced = ({ service_type: type }: Connector): boolean =>
  workerAbilities(type)?.advancedRules !== false

export const activateRules = defineOperation({
  name: 'rules.activate',
  version: 1,
  title: 'Activate sync rules',
  summary: 'Makes the draft of the sync rules the rules that hold from the next sync on.',
  risk: 'guarded',
  input,
  target: connectorTarget,
  basis: (connector: Connector) => ({ draft: ruleBasis(syncRulesOf(connector).draft) }),
  privileges: (_input, _target, cluster) => toManageConnectors(cluster.version),
  validate: () => async (_context, _input, connector) => {
    const label = connectorLabel(connector)
    const word = connectorWord(connector)
    if (!hasDraft(syncRulesOf(connector))) {
      throw new PatchbayError(
        'connector.state',
        `"${label}" has no draft that differs from its active rules.`,
        {
          next: `\`patchbay rules draft ${word}\` writes one.`,
        },
      )
    }
    requireValid(connector)
  },
  plan: () => async (_context, _input, connector) => {
    const { active, draft } = syncRulesOf(connector)
    const notes = noteWords(checkSyncRules(connector, draft))
    const checked =
      draft.validation.state === 'valid'
        ? []
        : ['checked by Patchbay alone: no service has asked the data source about these rules']
    const refused =
      isEmptyRule(advancedRule(draft)) || takesAdvanced(connector)
        ? []
        : [
            `Patchbay's own worker can't apply the advanced rule of ${connector.service_type ?? 'it'}: its syncs of this connector end with an error while it holds`,
          ]
    return {
      headline: `Activate sync rules · ${connectorHeadline(connector)}`,
      changes: ruleChanges(active, draft),
      after: [
        'from the next full sync on, documents that the rules leave out are not copied, and those in the index are deleted',
        'a sync that runs now ends with the rules that it began with',
      ],
      ...(notes.length + checked.length + refused.length > 0 && {
        warnings: [...notes, ...checked, ...refused],
      }),
    }
  },
  stepsInAll: () => 2,
  run: () => async (context, _input, connector) => {
    const { es } = context
    await context.step('check', {
      run: async () => {
        const now = (await getConnector(es, connector.id)) ?? connector
        requireValid(now)
        if (syncRulesOf(now).draft.validation.state !== 'valid')
          await writeVerdict(es, connector.id, { state: 'valid', errors: [] })
        return null
      },
    })
    await context.step('activate', {
      run: async () => {
        await es.connector.updateActiveFiltering({ connector_id: connector.id })
        return null
      },
    })
    return { connector: connector.id, active: ownRules(syncRulesOf(connector).draft).map(({ id }) => id) }
  },
})
