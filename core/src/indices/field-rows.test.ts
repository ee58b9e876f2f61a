import { expect, it } from 'vitest'
import { fieldRows, mappingsSchema } from './field-rows.ts'

it('shows the fields of a mapping by name, those within others with their path', () => {
  const mappings = mappingsSchema.parse({
    dynamic_templates: [],
    properties: {
      title: { type: 'text', analyzer: 'english', fields: { enum: { type: 'keyword' } } },
      author: { properties: { name: { type: 'keyword', index: false } } },
      parts: { type: 'nested', properties: { n: { type: 'long' } } },
    },
  })
  const plain = { alsoAs: [], analyzer: null, searchable: true }
  expect(fieldRows(mappings)).toEqual([
    { ...plain, field: 'author.name', type: 'keyword', searchable: false },
    { ...plain, field: 'parts', type: 'nested' },
    { ...plain, field: 'parts.n', type: 'long' },
    { ...plain, field: 'title', type: 'text', alsoAs: ['.enum (keyword)'], analyzer: 'english' },
  ])
})
