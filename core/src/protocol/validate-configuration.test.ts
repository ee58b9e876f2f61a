import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { configurationSchemaOf } from './configuration-schema.ts'
import { configurationSchema } from './connector.ts'
import { serviceTypes } from './service-types.ts'
import { missingConfiguration, validateConfiguration } from './validate-configuration.ts'

const schemaOf = (serviceType: string) => configurationSchema.parse(configurationSchemaOf(serviceType))
const postgresql = schemaOf('postgresql')
const complete = {
  host: 'db',
  port: 5432,
  username: 'u',
  password: new Secret('p'),
  database: 'd',
  schema: 'public',
}

const problemsOf = (given: Record<string, unknown>, schema = postgresql): string[] => {
  try {
    validateConfiguration(schema, given)
    return []
  } catch (error) {
    if (!isPatchbayError(error)) throw error
    return error.message.split('\n')
  }
}

describe('validateConfiguration', () => {
  it('takes complete values and stores each in its type', () => {
    const checked = validateConfiguration(postgresql, {
      ...complete,
      port: ' 5432 ',
      tables: ['a', ' b '],
      ssl_enabled: 'FALSE',
    })
    expect(checked.values).toMatchObject({ host: 'db', port: 5432, tables: 'a,b', ssl_enabled: false })
    expect(checked.values.password).toBeInstanceOf(Secret)
    expect(checked.missing).toEqual([])
  })

  it('names every wrong field at once, with what it got', () => {
    expect(problemsOf({ port: 'abc', ssl_enabled: 'maybe', hosst: 'x' })).toEqual([
      'port: must be a whole number, got "abc".',
      'ssl_enabled: must be true or false, got "maybe".',
      'hosst: is not a field of this connector; did you mean host?',
    ])
  })

  it('never repeats a sensitive value', () => {
    expect(problemsOf({ password: { hidden: 'swordfish' } })).toEqual(['password: must be text.'])
    expect(problemsOf({ port: new Secret('swordfish') })).toEqual(['port: must be a whole number.'])
  })

  it('says which required fields are still empty', () => {
    expect(validateConfiguration(postgresql, { host: 'db' }).missing).toEqual([
      'port',
      'username',
      'password',
      'database',
      'schema',
    ])
    expect(missingConfiguration(postgresql)[0]).toBe('host')
  })

  it('refuses to empty a required field', () => {
    expect(problemsOf({ host: ' ' })).toEqual(["host: is required and can't be empty."])
    expect(problemsOf({ host: null })).toEqual(["host: is required and can't be empty."])
  })

  it('counts a secret that is not known now as given', () => {
    const checked = validateConfiguration(postgresql, { ...complete, password: new Secret('') })
    expect(checked.missing).toEqual([])
    expect(checked.values).not.toHaveProperty('password')
  })

  it('asks for a field only where the field that it depends on says so', () => {
    expect(validateConfiguration(postgresql, { ...complete, ssl_enabled: true }).missing).toEqual(['ssl_ca'])
    expect(validateConfiguration(postgresql, { ...complete, ssl_ca: 'x' }).unused).toEqual(['ssl_ca'])
  })

  it('holds values to options and validations', () => {
    const mongodb = schemaOf('mongodb')
    expect(problemsOf({ datetime_conversion: 'x' }, mongodb)[0]).toMatch(
      /^datetime_conversion: must be one of DATETIME, /,
    )
    const azure = schemaOf('azure_blob_storage')
    expect(problemsOf({ concurrent_downloads: 101 }, azure)).toEqual([
      'concurrent_downloads: must be less than 101, got 101.',
    ])
  })

  it('stops a pattern that would think for ever', () => {
    const hostile = configurationSchema.parse({
      a: { label: 'a', value: '', type: 'str', validations: [{ type: 'regex', constraint: '(x+x+)+y' }] },
    })
    expect(problemsOf({ a: 'x'.repeat(40) }, hostile)).toHaveLength(1)
  })

  it('answers hostile input for every service type with values or with sentences, and leaks no secret', () => {
    const key = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'toString', 'host', 'password', 'port'),
      fc.string(),
    )
    const given = fc.dictionary(key, fc.anything(), { maxKeys: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...serviceTypes().keys()), given, (type, values) => {
        for (const problem of problemsOf({ ...values, password: { x: 'swordfish' } }, schemaOf(type))) {
          expect(problem).toMatch(/[.?]$/)
          expect(problem).not.toContain('swordfish')
        }
      }),
    )
  })

  it('stores what it stored before when it is given again', () => {
    const value = fc.record({
      host: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      port: fc.oneof(fc.integer(), fc.integer().map(String)),
      tables: fc.array(fc.stringMatching(/^[a-z*.]+$/), { minLength: 1 }),
      ssl_enabled: fc.constantFrom(true, false, 'true', 'False'),
    })
    fc.assert(
      fc.property(value, (given) => {
        const { values } = validateConfiguration(postgresql, given)
        expect(validateConfiguration(postgresql, values).values).toEqual(values)
      }),
    )
  })
})
