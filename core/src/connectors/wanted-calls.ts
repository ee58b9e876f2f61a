import type { Cluster } from '../deps.ts'
import type { Json } from '../lib/json.ts'
import {
  type ConnectorEntry,
  isReference,
  type PlainValue,
  type Reference,
  secretKey,
} from '../protocol/connector-file.ts'
import { coerceValue, isEmptyValue } from '../protocol/configuration-value.ts'
import { type Connector, jobTypes, pipelineSchema } from '../protocol/connector.ts'
import { sameDefinitions } from '../protocol/field-definition.ts'
import { featureSwitches } from '../protocol/features.ts'
import { contentIndexName } from '../protocol/index-names.ts'
import { cronFromWords } from '../protocol/schedule-from-words.ts'
import { advancedRule, isEmptyRule, ownRules, type RuleSet, syncRulesOf } from '../protocol/sync-rules.ts'
import { Secret } from '../secrets/secret.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { fieldsOf } from './configuration-input.ts'
import { replacedConfiguration, wantedFields } from './replaced-fields.ts'

/** An operation that a connector needs to become as the file wants it; its input without the connector. */
export interface WantedCall {
  operation: string
  /** Tells calls of the same operation on one connector apart: the kind of a schedule. */
  part?: string
  input: Record<string, unknown>
}

export interface Wanted {
  entry: ConnectorEntry
  /** As it is, or as it will be when it has just been made. */
  connector: Connector
  secrets: Readonly<Record<string, Secret>>
  cluster: Cluster
}

type Value = PlainValue | Secret

/** The value that a file gives, or leaves to where the command ran; an empty Secret stands for one that isn't known here. */
const valueOf = ({ entry, secrets }: Wanted, field: string, given: PlainValue | Reference): Value => {
  if (!isReference(given)) return given
  const key = secretKey(entry, field)
  return (Object.hasOwn(secrets, key) ? secrets[key] : undefined) ?? new Secret('')
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The connector with the fields that its file defines, each with the value that it keeps. */
export const withFields = ({
  entry: { fields },
  connector,
}: Pick<Wanted, 'entry' | 'connector'>): Connector =>
  fields === undefined
    ? connector
    : {
        ...connector,
        configuration: replacedConfiguration(connector.configuration, wantedFields(connector, fields)),
      }

const setFields = ({ entry: { fields }, connector }: Wanted, all: boolean): WantedCall[] =>
  fields === undefined || (!all && sameDefinitions(connector.configuration, wantedFields(connector, fields)))
    ? []
    : [{ operation: 'connector.set-fields', input: { fields } }]

/** Only what differs from what is stored. A secret that is not known here counts as different. */
const configure = (wanted: Wanted, all: boolean): WantedCall[] => {
  const stored = fieldsOf(withFields(wanted))
  const values = Object.entries(wanted.entry.configuration ?? {}).flatMap(([field, given]) => {
    const value = valueOf(wanted, field, given)
    const text = value instanceof Secret ? value.reveal() : value
    const coerced = coerceValue(stored[field]?.type, text)
    const unchanged = 'value' in coerced && text !== '' && coerced.value === (stored[field]?.value ?? '')
    // A blank that is stored is written as empty; what is required is still to come, and would be refused as empty.
    const emptied = text === '' && !isReference(given) && isEmptyValue(stored[field]?.value)
    return emptied || (unchanged && !all) ? [] : [[field, value] as const]
  })
  return values.length === 0
    ? []
    : [{ operation: 'connector.configure', input: { values: Object.fromEntries(values) } }]
}

const differing = <T extends object>(
  wanted: T | undefined,
  now: object,
  all: boolean,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(wanted ?? {}).filter(
      ([key, value]) => value !== undefined && (all || value !== Reflect.get(now, key)),
    ),
  )

const call = (operation: string, input: Record<string, unknown>): WantedCall[] =>
  Object.keys(input).length === 0 ? [] : [{ operation, input }]

const rename = ({ entry, connector }: Wanted, all: boolean): WantedCall[] => {
  const { name, description } = entry
  const now = { name: connectorLabel(connector), description: connector.description ?? undefined }
  return call('connector.rename', differing({ name, description }, now, all))
}

const setFeatures = ({ entry, connector }: Wanted, all: boolean): WantedCall[] =>
  call('connector.set-features', differing(entry.features, featureSwitches(connector), all))

const setPipeline = ({ entry, connector }: Wanted, all: boolean): WantedCall[] => {
  const now = pipelineSchema.parse(connector.pipeline ?? {})
  const named = {
    name: now.name,
    extractBinaryContent: now.extract_binary_content,
    reduceWhitespace: now.reduce_whitespace,
    runMlInference: now.run_ml_inference,
  }
  return call('connector.set-pipeline', differing(entry.pipeline, named, all))
}

/** A cron has at least six fields; everything else is words. */
const cronOf = (text: string, field: string): string =>
  text.trim().split(/\s+/).length >= 6 && !/^every /i.test(text) ? text.trim() : cronFromWords(text, field)

const schedules = ({ entry, connector }: Wanted, all: boolean): WantedCall[] =>
  jobTypes.flatMap((kind) => {
    const text = entry.schedule?.[kind]
    if (text === undefined) return []
    const now = connector.scheduling?.[kind]
    const enabled = text !== 'off'
    const cron = enabled ? cronOf(text, `schedule.${kind}`) : undefined
    const unchanged = enabled ? now?.enabled === true && now.interval === cron : now?.enabled !== true
    if (unchanged && !all) return []
    const input = { kind, enabled, ...(cron === undefined ? {} : { cron }) }
    return [{ operation: 'connector.schedule', part: kind, input }]
  })

const basicOf = (set: RuleSet) =>
  ownRules(set).map(({ policy, field, rule, value }) => ({ policy, field, rule, value }))

const advancedOf = (value: Json): Json => (isEmptyRule(value) ? null : value)

/** Whether a rule set says what the file says, whatever ids and order numbers it has. */
const saysSo = (set: RuleSet, { basic, advanced }: NonNullable<ConnectorEntry['rules']>): boolean => {
  const wanted = basic
    ?.map((rule, at) => ({ ...rule, order: rule.order ?? at }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ policy, field, rule, value }) => ({ policy, field, rule, value }))
  return (
    (wanted === undefined || same(wanted, basicOf(set))) &&
    (advanced === undefined || same(advancedOf(advanced), advancedOf(advancedRule(set))))
  )
}

const setRules = ({ entry: { rules }, connector }: Wanted, all: boolean): WantedCall[] => {
  if (rules === undefined) return []
  const { active } = syncRulesOf(connector)
  if (!all && saysSo(active, rules)) return []
  const { basic, advanced } = rules
  return [
    {
      operation: 'rules.draft',
      input: {
        ...(basic === undefined ? {} : { rules: basic }),
        ...(advanced === undefined ? {} : { advanced }),
      },
    },
    { operation: 'rules.activate', input: {} },
  ]
}

const attach = ({ entry: { index }, connector, cluster }: Wanted, all: boolean): WantedCall[] => {
  if (index === undefined) return []
  const name = contentIndexName(index, { managed: connector.is_native, version: cluster.version })
  if (name === connector.index_name && !all) return []
  return [{ operation: 'connector.attach-index', input: { indexName: name } }]
}

/**
 * What has to be called, in order, to make a connector as the file wants it; nothing where it is so. `all`: as if
 * nothing were so yet, for going on with what was begun.
 */
export const wantedCalls = (wanted: Wanted, all: boolean): WantedCall[] =>
  [rename, setFeatures, setFields, configure, setPipeline, schedules, setRules, attach].flatMap((part) =>
    part(wanted, all),
  )
