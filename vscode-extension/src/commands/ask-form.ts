import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import type { ConfigurationField } from '../configuration-field.ts'
import { askField, choose, type Field, type Operation } from './ask-field.ts'

const { l10n } = vscode

type Input = Record<string, unknown>

/** Paging and what the machinery fills in by itself are nothing to ask a person for. */
const notAsked = new Set(['limit', 'after', 'digest', 'secrets', 'reason'])

const isNothing = (value: unknown): boolean => value === undefined || value === null

const shown = (value: unknown): string =>
  isNothing(value) ? '-' : typeof value === 'string' ? value : JSON.stringify(value)

/** The fields that may be given beside those that must. */
export const optionalFields = (fields: readonly Field[], given: Input): Field[] =>
  fields.filter(({ name, required }) => !required && !notAsked.has(name) && given[name] === undefined)

/** All that can be given in one list: go on at once, or choose a field and set it first. */
export const askForm = async (
  operation: Operation,
  fields: readonly Field[],
  given: Input,
): Promise<Input> => {
  const input = { ...given }
  for (;;) {
    const chosen = await choose<vscode.QuickPickItem & { field?: Field }>(
      [
        { label: `$(arrow-right) ${l10n.t('Go on')}`, alwaysShow: true },
        { label: l10n.t('May be given'), kind: vscode.QuickPickItemKind.Separator },
        ...fields.map((field) => ({
          label: field.label,
          description: shown(input[field.name] ?? field.defaultValue),
          detail: field.description,
          field,
        })),
      ],
      { title: operation.title, asks: l10n.t('Press Enter to go on, or choose what else to say') },
    )
    if (chosen.field === undefined) return input
    const { field } = chosen
    input[field.name] = await askField(operation, field, input[field.name] ?? field.defaultValue)
  }
}

const typeWords = (type: string): string => {
  switch (type) {
    case 'int':
      return l10n.t('a whole number')
    case 'bool':
      return l10n.t('yes or no')
    case 'list':
      return l10n.t('a list')
    default:
      return l10n.t('text')
  }
}

/** What a field holds now; a secret is never shown, and one that has to be given says so. */
const valueWords = ({ value, required }: ConfigurationField): string =>
  isNothing(value) || value === '' || (required && value === 'not set')
    ? required
      ? l10n.t('missing')
      : l10n.t('not set')
    : shown(value)

/** Asks for the configuration of a connector in the form of its data source; answers with what was changed. */
export const askConfiguration = async (
  operation: Operation,
  fields: readonly ConfigurationField[],
): Promise<Input> => {
  const values: Input = {}
  for (;;) {
    const changed = Object.keys(values).length
    const chosen = await choose<vscode.QuickPickItem & { field?: ConfigurationField }>(
      [
        ...(changed === 0
          ? []
          : [{ label: `$(arrow-right) ${l10n.t('Go on, {0} changed', changed)}`, alwaysShow: true }]),
        ...fields.map((field) => ({
          label: `${Object.hasOwn(values, field.key) ? '$(edit) ' : ''}${field.label}`,
          description: Object.hasOwn(values, field.key)
            ? field.sensitive
              ? l10n.t('a new value, not shown')
              : shown(values[field.key])
            : valueWords(field),
          detail: [
            field.key,
            typeWords(field.type),
            field.required ? l10n.t('required') : l10n.t('may be left out'),
          ].join(' · '),
          field,
        })),
      ],
      { title: operation.title, asks: l10n.t('Choose what to change') },
    )
    if (chosen.field === undefined) return values
    values[chosen.field.key] = await askConfigurationValue(operation, chosen.field)
  }
}

const askConfigurationValue = async ({ title }: Operation, field: ConfigurationField): Promise<unknown> => {
  const asks = `${field.label} (${field.key})`
  const options =
    field.type === 'bool' ? [true, false].map((value) => ({ label: String(value), value })) : field.options
  if (options.length > 0)
    return (
      await choose(
        options.map((one) => ({ ...one })),
        { title, asks },
      )
    ).value
  const typed = await vscode.window.showInputBox({
    title,
    prompt: field.type === 'list' ? l10n.t('{0}, with commas between', asks) : asks,
    password: field.sensitive,
    value: field.sensitive || isNothing(field.value) ? '' : shown(field.value),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (field.type === 'int' && !/^\s*[+-]?\d+\s*$/.test(text) && text !== '')
        return l10n.t('This must be a whole number.')
      return field.required && text.trim() === '' ? l10n.t('This is required.') : undefined
    },
  })
  if (typed === undefined) throw new vscode.CancellationError()
  return field.sensitive ? new (await loadCore()).Secret(typed) : typed
}
