import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldsOf, positionalField } from './fields.ts'

const field = (schema: z.ZodType, required = true) => {
  const input = z.strictObject({ someField: required ? schema : schema.optional() })
  return fieldsOf(input)[0]
}

describe('fieldsOf', () => {
  it('turns a name into a flag and keeps what the schema says about it', () => {
    expect(field(z.string().describe('the index to fill'))).toMatchObject({
      name: 'someField',
      flag: 'some-field',
      label: 'Some field',
      description: 'the index to fill',
      kind: 'text',
      required: true,
    })
  })

  it.each([
    ['a string', z.string(), 'text'],
    ['a whole number', z.int(), 'number'],
    ['a number', z.number(), 'number'],
    ['yes or no', z.boolean(), 'boolean'],
    ['one of several words', z.enum(['full', 'incremental']), 'choice'],
    ['a list of texts', z.array(z.string()), 'list'],
    ['a record', z.record(z.string(), z.unknown()), 'record'],
    ['a list of objects', z.array(z.strictObject({ a: z.string() })), 'json'],
    ['an object', z.strictObject({ a: z.string() }), 'json'],
    ['a text that may be null', z.string().nullable(), 'text'],
    ['something wider', z.union([z.string(), z.strictObject({ a: z.string() })]), 'json'],
  ])('sees %s', (_name, schema, kind) => {
    expect(field(schema)?.kind).toBe(kind)
  })

  it('knows what may be left out, and its default', () => {
    expect(field(z.enum(['full', 'incremental']).default('full'))).toMatchObject({
      required: false,
      defaultValue: 'full',
      choices: ['full', 'incremental'],
    })
    expect(field(z.string(), false)).toMatchObject({ required: false })
  })

  it('knows what must not stand on a command line', () => {
    expect(field(z.string().meta({ sensitive: true }))).toMatchObject({ sensitive: true })
    expect(field(z.record(z.string(), z.unknown()).meta({ sensitiveKeys: ['password'] }))).toMatchObject({
      sensitiveKeys: ['password'],
    })
  })
})

describe('positionalField', () => {
  const fields = fieldsOf(z.strictObject({ connector: z.string(), kind: z.string(), run: z.string() }))

  it('is the target', () => {
    expect(positionalField(fields, 'connector')?.name).toBe('connector')
  })

  it('is the run where there is no target', () => {
    expect(positionalField(fields, undefined)?.name).toBe('run')
  })

  it('is the connector that something may be about, where nothing must be given', () => {
    const jobs = fieldsOf(z.strictObject({ status: z.string().optional(), connector: z.string().optional() }))
    expect(positionalField(jobs, undefined)?.name).toBe('connector')
  })

  it('is the only field that must be given, and none when several must', () => {
    const one = fieldsOf(z.strictObject({ operation: z.string(), connector: z.string().optional() }))
    expect(positionalField(one, undefined)?.name).toBe('operation')
    const two = fieldsOf(z.strictObject({ serviceType: z.string(), name: z.string() }))
    expect(positionalField(two, undefined)).toBeUndefined()
  })
})
