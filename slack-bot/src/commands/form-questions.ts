import type { OperationSummary } from '@patchbay/core'
import {
  type CatalogueField,
  type Field,
  fieldsOf,
  findServiceType,
  isSensitive,
  labelOf,
  serviceTypes,
} from '@patchbay/core/words'
import { z } from 'zod'
import { capital } from '../views/blocks.ts'
import type { Picked, Question } from '../views/input-block.ts'
import { unquoted } from '../views/prose.ts'

/** What a form starts from: what is known already, and, where a connector is configured, what it holds. */
export interface FormStart {
  /** The cluster that it is about: a person may switch to another meanwhile. */
  cluster: string
  operation: OperationSummary
  input: Readonly<Record<string, unknown>>
  /** What was known before anything was typed into this form, which is what it must remember; `input` by default. */
  known?: Readonly<Record<string, unknown>> | undefined
  connector?: { serviceType: string | null; values: Readonly<Record<string, unknown>> } | undefined
}

/** Block ids: `field:name` of the operation's input, `value:key` of its record, `reason`. */
export const ids = {
  field: (name: string): string => `field:${name}`,
  value: (key: string): string => `value:${key}`,
  reason: 'reason',
}

const texts = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
}

const yesNo = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
]

/** What is chosen from a list that is searched while somebody types. */
const picked: Readonly<Record<string, Picked>> = { connector: 'connector', job: 'job', run: 'run' }

const questionOf = (field: Field, { operation, input }: FormStart): Question => {
  const { name, label, required, sensitive } = field
  const description = capital(unquoted(field.description))
  const common = {
    id: ids.field(name),
    label,
    hint: sensitive ? `${description}. Kept by nobody; others don't see it.` : description,
    optional: !required,
    initial: sensitive ? undefined : texts(input[name] ?? field.defaultValue),
  }
  const pick = field.kind === 'text' ? picked[name] : undefined
  if (pick !== undefined)
    return { ...common, kind: 'pick', pick, decides: operation.name === 'connector.configure' }
  if (name === 'serviceType' && operation.noun === 'connector') {
    const choices = [...serviceTypes().values()].map((type) => ({
      value: type.service_type,
      label: type.name,
    }))
    return { ...common, kind: 'choice', choices }
  }
  switch (field.kind) {
    case 'number':
      return { ...common, kind: 'number' }
    case 'boolean':
      return { ...common, kind: 'choice', choices: yesNo }
    case 'choice':
      return {
        ...common,
        kind: 'choice',
        choices: field.choices.map((value) => ({ value, label: labelOf(value) })),
      }
    case 'list':
      return { ...common, kind: 'text', hint: `${description}, with commas between.` }
    case 'file':
      return { ...common, kind: 'lines' }
    case 'json':
      return { ...common, kind: 'lines', hint: `${description}, as JSON.` }
    case 'record':
      return { ...common, kind: 'lines', hint: `${description}: key=value, one a line.` }
    case 'text':
      return { ...common, kind: 'text' }
  }
}

/** Whether a configuration field has an effect, as the others stand. */
const applies = ({ depends_on }: CatalogueField, values: Readonly<Record<string, unknown>>): boolean =>
  depends_on.every(({ field, value }) => texts(values[field]) === texts(value))

const configurationQuestion = (
  field: CatalogueField,
  values: Readonly<Record<string, unknown>>,
  decides: boolean,
): Question => {
  const secret = isSensitive(field.key, field)
  const isSet = secret && values[field.key] === 'set'
  const common = {
    id: ids.value(field.key),
    label: field.label,
    hint: secret ? (isSet ? 'Leave it empty to keep the one that is set.' : 'Shown to nobody.') : undefined,
    optional: !field.required || isSet,
    initial: secret ? undefined : texts(values[field.key]),
    decides,
  }
  if (field.type === 'bool') return { ...common, kind: 'choice', choices: yesNo }
  if (field.options.length > 0) return { ...common, kind: 'choice', choices: field.options }
  if (field.type === 'int') return { ...common, kind: 'number' }
  return { ...common, kind: field.display === 'textarea' ? 'lines' : 'text' }
}

/**
 * The questions of an operation's form, made from its own schema; where a connector is configured, from the catalogue's
 * fields of its service type that have an effect as the others stand.
 */
export const formQuestions = (start: FormStart): Question[] => {
  const { operation, input, connector } = start
  const type = findServiceType(connector?.serviceType)
  return fieldsOf(operation.input).flatMap((field) => {
    if (field.name === operation.target && input[field.name] !== undefined) return []
    // Nobody types one: the buttons of a message know which plan was seen.
    if (field.name === 'digest') return []
    if (field.kind !== 'record' || connector === undefined || type === undefined)
      return [questionOf(field, start)]
    const typed = z.record(z.string(), z.unknown()).catch({}).parse(input[field.name])
    const values = { ...connector.values, ...typed }
    const deciding = new Set(type.configuration.flatMap(({ depends_on }) => depends_on.map((on) => on.field)))
    return type.configuration
      .toSorted((a, b) => a.order - b.order)
      .filter((one) => applies(one, values))
      .map((one) => configurationQuestion(one, values, deciding.has(one.key)))
  })
}
