import { serviceTypes } from '@patchbay/core/words'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { documentSchemaOf } from './document-schema.ts'

const fields = z.object({
  properties: z.object({
    configuration: z.object({ properties: z.record(z.string(), z.looseObject({})).optional() }),
  }),
})
const fieldsOf = (type: string) => fields.parse(documentSchemaOf(type)).properties.configuration.properties

describe('the schema of a document', () => {
  it('has every field of every service type, with words for it', () => {
    for (const [name, { configuration }] of serviceTypes()) {
      const known = fieldsOf(name) ?? {}
      expect(Object.keys(known)).toEqual(configuration.map(({ key }) => key))
      for (const field of Object.values(known)) expect(field['markdownDescription']).toMatch(/\*\*/)
    }
  })

  it('lets nobody type a secret, and offers to ask for one', () => {
    expect(fieldsOf('postgresql')?.['password']).toMatchObject({ enum: ['(set)', '(not set)', '(ask)', ''] })
  })

  it('takes any field of a connector that the catalogue does not know', () => {
    expect(fieldsOf('other')).toBeUndefined()
  })
})
