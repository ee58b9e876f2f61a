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

const secretType: Schema = {
  enum: [secretWords.set, secretWords.unset, secretWords.ask, ''],
  enumDescriptions: [
    'It is set, and stays as it is.',
    'It is not set.',
    'Asks for a new value when you save; it never stands in this file.',
    'Empties it.',
  ],
}

const docsOf = (field: CatalogueField): string =>
  [
    `**${field.label}** (${field.key})`,
    ...(field.required ? ['Required.'] : []),
    ...field.depends_on.map((one) => `Only where \`${one.field}\` is \`${String(one.value)}\`.`),
    ...(field.default_value === null || field.default_value === ''
      ? []
      : [`By default \`${String(field.default_value)}\`.`]),
    ...(field.type === 'list' ? ['With commas between.'] : []),
  ].join('  \n')

const fieldSchema = (field: CatalogueField): Schema => ({
  ...(isSensitive(field.key, field) ? secretType : typeOf(field)),
  markdownDescription: docsOf(field),
  ...(field.default_value === null ? {} : { default: field.default_value }),
})

const schedule: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['enabled', 'cron'],
  properties: {
    enabled: { type: 'boolean', description: 'Whether syncs begin by themselves.' },
    cron: {
      type: 'string',
      markdownDescription:
        'Quartz cron in UTC: second minute hour day-of-month month day-of-week. `0 0 3 * * ?` is every day at 03:00.',
      defaultSnippets: [
        { label: 'every day at 03:00 UTC', body: '0 0 3 * * ?' },
        { label: 'every hour', body: '0 0 * * * ?' },
        { label: 'every 15 minutes', body: '0 0/15 * * * ?' },
        { label: 'Sundays at 03:00 UTC', body: '0 0 3 ? * SUN' },
      ],
    },
  },
}

const rule: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['policy', 'field', 'rule', 'value'],
  properties: {
    policy: { enum: ['include', 'exclude'], description: 'What happens to a document that matches.' },
    field: { type: 'string', description: 'A field of the document.' },
    rule: {
      enum: ['equals', 'contains', 'starts_with', 'ends_with', 'regex', '>', '<'],
      description: 'How its value is compared.',
    },
    value: { type: ['string', 'number', 'boolean'], description: 'What it is compared with.' },
  },
  defaultSnippets: [
    {
      label: 'exclude where a field has a value',
      body: { policy: 'exclude', field: '${1:status}', rule: 'equals', value: '${2:draft}' },
    },
  ],
}

/** The JSON Schema of the documents of a service type; of one that the catalogue doesn't know, without its fields. */
export const documentSchemaOf = (serviceType: string): Schema => {
  const fields = findServiceType(serviceType)?.configuration
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', description: 'What people call it.' },
      description: { type: 'string', description: 'What it is for.' },
      configuration: {
        type: 'object',
        description: 'How the data source is reached. A field that is taken out keeps its value.',
        ...(fields === undefined
          ? {}
          : {
              additionalProperties: false,
              properties: Object.fromEntries(fields.map((field) => [field.key, fieldSchema(field)])),
            }),
      },
      schedule: {
        type: 'object',
        description: 'When syncs begin by themselves.',
        additionalProperties: false,
        properties: Object.fromEntries(jobKinds.map((kind) => [kind, schedule])),
      },
      rules: {
        type: 'object',
        description: 'Which documents are copied. They are a draft until somebody activates it.',
        additionalProperties: false,
        properties: {
          basic: { type: 'array', items: rule, description: 'The first that matches decides.' },
          advanced: { description: 'In the form of the data source; {} is none.' },
        },
      },
    },
  }
}
