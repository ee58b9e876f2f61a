import * as l10n from '@vscode/l10n'
import { type CatalogueField, findServiceType, isSensitive } from '@patchbay/core/words'
import { jobKinds, secretWords } from './connector-state.ts'

type Schema = Record<string, unknown>

const constraintOf = (field: CatalogueField, type: string): number | undefined => {
  const found = field.validations.find((one) => one.type === type)?.constraint
  return found === undefined ? undefined : Number(found)
}

const typeOf = (field: CatalogueField): Schema => {
  if (field.options.length > 0) {
    return {
      enum: field.options.map(({ value }) => value),
      enumDescriptions: field.options.map(({ label }) => label),
    }
  }
  if (field.type === 'bool') return { type: 'boolean' }
  if (field.type !== 'int') return { type: ['string', 'null'] }
  const [above, below] = [constraintOf(field, 'greater_than'), constraintOf(field, 'less_than')]
  return {
    // An empty text is a number that nobody gave.
    anyOf: [
      {
        type: 'integer',
        ...(above === undefined ? {} : { exclusiveMinimum: above }),
        ...(below === undefined ? {} : { exclusiveMaximum: below }),
      },
      { const: '' },
      { type: 'null' },
    ],
  }
}

const secretType = (): Schema => ({
  enum: [secretWords.set, secretWords.unset, secretWords.ask, ''],
  enumDescriptions: [
    l10n.t('It is set, and stays as it is.'),
    l10n.t('It is not set.'),
    l10n.t('Asks for a new value when you save; it never stands in this file.'),
    l10n.t('Empties it.'),
  ],
})

const docsOf = (field: CatalogueField): string =>
  [
    `**${field.label}** (${field.key})`,
    ...(field.required ? [l10n.t('Required.')] : []),
    ...field.depends_on.map((one) => l10n.t('Only where `{0}` is `{1}`.', one.field, String(one.value))),
    ...(field.default_value === null || field.default_value === ''
      ? []
      : [l10n.t('By default `{0}`.', String(field.default_value))]),
    ...(field.type === 'list' ? [l10n.t('With commas between.')] : []),
  ].join('  \n')

const fieldSchema = (field: CatalogueField): Schema => ({
  ...(isSensitive(field.key, field) ? secretType() : typeOf(field)),
  markdownDescription: docsOf(field),
  ...(field.default_value === null ? {} : { default: field.default_value }),
})

const scheduleSchema = (): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: ['enabled', 'cron'],
  properties: {
    enabled: { type: 'boolean', description: l10n.t('Whether syncs begin by themselves.') },
    cron: {
      type: 'string',
      markdownDescription: l10n.t(
        'Quartz cron in UTC: second minute hour day-of-month month day-of-week. `0 0 3 * * ?` is every day at 03:00.',
      ),
      defaultSnippets: [
        { label: l10n.t('every day at 03:00 UTC'), body: '0 0 3 * * ?' },
        { label: l10n.t('every hour'), body: '0 0 * * * ?' },
        { label: l10n.t('every 15 minutes'), body: '0 0/15 * * * ?' },
        { label: l10n.t('Sundays at 03:00 UTC'), body: '0 0 3 ? * SUN' },
      ],
    },
  },
})

const ruleSchema = (): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: ['policy', 'field', 'rule', 'value'],
  properties: {
    policy: { enum: ['include', 'exclude'], description: l10n.t('What happens to a document that matches.') },
    field: { type: 'string', description: l10n.t('A field of the document.') },
    rule: {
      enum: ['equals', 'contains', 'starts_with', 'ends_with', 'regex', '>', '<'],
      description: l10n.t('How its value is compared.'),
    },
    value: { type: ['string', 'number', 'boolean'], description: l10n.t('What it is compared with.') },
  },
  defaultSnippets: [
    {
      label: l10n.t('exclude where a field has a value'),
      body: { policy: 'exclude', field: '${1:status}', rule: 'equals', value: '${2:draft}' },
    },
  ],
})

/** The JSON Schema of the documents of a service type; of one that the catalogue doesn't know, without its fields. */
export const documentSchemaOf = (serviceType: string): Schema => {
  const fields = findServiceType(serviceType)?.configuration
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', description: l10n.t('What people call it.') },
      description: { type: 'string', description: l10n.t('What it is for.') },
      configuration: {
        type: 'object',
        description: l10n.t('How the data source is reached. A field that is taken out keeps its value.'),
        ...(fields === undefined
          ? {}
          : {
              additionalProperties: false,
              properties: Object.fromEntries(fields.map((field) => [field.key, fieldSchema(field)])),
            }),
      },
      schedule: {
        type: 'object',
        description: l10n.t('When syncs begin by themselves.'),
        additionalProperties: false,
        properties: Object.fromEntries(jobKinds.map((kind) => [kind, scheduleSchema()])),
      },
      rules: {
        type: 'object',
        description: l10n.t('Which documents are copied. They are a draft until somebody activates it.'),
        additionalProperties: false,
        properties: {
          basic: {
            type: 'array',
            items: ruleSchema(),
            description: l10n.t('The first that matches decides.'),
          },
          advanced: { description: l10n.t('In the form of the data source; {} is none.') },
        },
      },
    },
  }
}
