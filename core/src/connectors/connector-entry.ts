import { z } from 'zod'
import { isEmptyValue } from '../protocol/configuration-value.ts'
import type { PlainValue, Reference, WrittenEntry } from '../protocol/connector-file.ts'
import { type Connector, jobTypes, pipelineSchema } from '../protocol/connector.ts'
import { languages } from '../protocol/content-index.ts'
import { definitionOf, shortDefinition } from '../protocol/field-definition.ts'
import { featureSwitches } from '../protocol/features.ts'
import { pipelineSwitches } from '../protocol/pipeline-switches.ts'
import { scheduleWords } from '../protocol/schedule-words.ts'
import { isSecretValue } from '../protocol/sensitive-fields.ts'
import { findServiceType } from '../protocol/service-types.ts'
import { advancedRule, isEmptyRule, ownRules, syncRulesOf } from '../protocol/sync-rules.ts'
import { missingConfiguration } from '../protocol/validate-configuration.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { variableFor } from './variable-for.ts'

/** A comment behind a place in the file: `[connector, section, key]`. */
export interface Note {
  path: readonly [number, string, string]
  text: string
}

const plain = z.union([z.string(), z.number(), z.boolean()])

const byOrder = ({ configuration }: Connector) =>
  Object.entries(configuration).toSorted(([, a], [, b]) => (a.order ?? Infinity) - (b.order ?? Infinity))

const configurationOf = (connector: Connector, called: string, at: number) => {
  const values: Record<string, PlainValue | Reference> = {}
  const notes: Note[] = []
  const missing = missingConfiguration(connector.configuration)
  for (const [key, field] of byOrder(connector)) {
    const secret = isSecretValue(key, field, field.value)
    if (isEmptyValue(field.value)) {
      if (secret || !missing.includes(key)) continue
      values[key] = ''
      notes.push({ path: [at, 'configuration', key], text: 'required, and empty so far' })
      continue
    }
    values[key] = secret ? variableFor(called, key) : (plain.safeParse(field.value).data ?? '')
    if (secret)
      notes.push({ path: [at, 'configuration', key], text: 'a secret, from a variable; or { file: PATH }' })
  }
  return { values, notes }
}

const wordsOf = (interval: string): string | undefined => {
  try {
    return scheduleWords(interval)
  } catch {
    return undefined
  }
}

const schedulesOf = ({ scheduling }: Connector, at: number) => {
  const schedule: NonNullable<WrittenEntry['schedule']> = {}
  const notes: Note[] = []
  for (const kind of jobTypes) {
    const { enabled = false, interval = '' } = scheduling?.[kind] ?? {}
    const words = enabled ? wordsOf(interval) : undefined
    schedule[kind] = enabled ? interval : 'off'
    if (words !== undefined) notes.push({ path: [at, 'schedule', kind], text: words })
  }
  return { schedule, notes }
}

const rulesOf = (connector: Connector): Pick<WrittenEntry, 'rules'> => {
  const { active } = syncRulesOf(connector)
  const basic = ownRules(active).map(({ policy, field, rule, value }) => ({ policy, field, rule, value }))
  const advanced = advancedRule(active)
  if (basic.length === 0 && isEmptyRule(advanced)) return {}
  return { rules: { basic, ...(isEmptyRule(advanced) ? {} : { advanced }) } }
}

/** Of a kind that no catalogue knows: with its fields, so that a file makes it whole. */
const ownKind = (connector: Connector): Pick<WrittenEntry, 'custom' | 'fields'> => {
  if (!connector.service_type || findServiceType(connector.service_type) !== undefined) return {}
  const fields = byOrder(connector).map(([key, field]) => definitionOf(key, field))
  const defined = fields.filter((field) => field !== undefined)
  const whole = defined.length > 0 && defined.length === fields.length
  return { custom: true, ...(whole && { fields: defined.map(shortDefinition) }) }
}

/** A connector as a file describes it, and what is said beside; its id only where its name doesn't tell it apart. */
export const entryOf = (
  connector: Connector,
  { at, alone }: { at: number; alone: boolean },
): { entry: WrittenEntry; notes: Note[] } => {
  const name = connectorLabel(connector)
  // Two that are called the same have variables of their own.
  const { values, notes } = configurationOf(connector, alone ? name : `${name}_${connector.id}`, at)
  const { schedule, notes: times } = schedulesOf(connector, at)
  const pipeline = pipelineSchema.parse(connector.pipeline ?? {})
  const language = languages.find((known) => known === connector.language)
  const features = featureSwitches(connector)
  const { fields, ...kind } = ownKind(connector)
  return {
    entry: {
      name,
      ...(alone && connector.name ? {} : { id: connector.id }),
      ...(connector.service_type ? { serviceType: connector.service_type } : {}),
      ...kind,
      managed: connector.is_native,
      ...(connector.index_name ? { index: connector.index_name } : {}),
      ...(language === undefined ? {} : { language }),
      ...(connector.description ? { description: connector.description } : {}),
      ...(fields && { fields }),
      ...(Object.keys(values).length === 0 ? {} : { configuration: values }),
      schedule,
      ...rulesOf(connector),
      pipeline: { name: pipeline.name, ...pipelineSwitches(pipeline) },
      ...(Object.keys(features).length === 0 ? {} : { features }),
    },
    notes: [...notes, ...times],
  }
}
