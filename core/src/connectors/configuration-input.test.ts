import { describe, expect, it } from 'vitest'
import { configurationBasis } from '../protocol/connector-basis.ts'
import { connectorSchema } from '../protocol/connector.ts'
import { Secret } from '../secrets/secret.ts'
import {
  checkValues,
  configurationChanges,
  fieldsOf,
  protectValues,
  refuseEmptySecrets,
} from './configuration-input.ts'
import { showConfiguration } from './show-configuration.ts'

const postgresql = connectorSchema.parse({ id: 'x', name: 'products', service_type: 'postgresql' })

describe('configuration input', () => {
  it('takes the fields of the catalogue for a connector that has none yet', () => {
    expect(Object.keys(fieldsOf(postgresql))).toContain('password')
  })

  it('says that a customized connector must register its fields first', () => {
    const ours = connectorSchema.parse({ id: 'x', name: 'ours', service_type: 'ours' })
    expect(() => checkValues(ours, { a: 1 })).toThrow('"ours" has no configuration fields yet.')
  })

  it('asks for at least one field', () => {
    expect(() => checkValues(postgresql, {})).toThrow('values: name at least one field.')
  })

  it('makes secrets of sensitive values, and leaves a wish to empty one alone', () => {
    const { password, host } = protectValues({ password: 'p', host: 'h' }, fieldsOf(postgresql))
    expect(password).toBeInstanceOf(Secret)
    expect(host).toBe('h')
    expect(protectValues({ password: '' }, fieldsOf(postgresql))).toEqual({ password: '' })
  })

  it('takes an address with a password in it for a secret, given or stored, and a plain one for none', () => {
    const secret = 'mongodb://reader:hunter2@db'
    const mongodb = connectorSchema.parse({
      id: 'x',
      service_type: 'mongodb',
      configuration: { host: { label: 'Host', value: secret } },
    })
    expect(protectValues({ host: secret }, fieldsOf(mongodb))).toEqual({ host: expect.any(Secret) })
    expect(protectValues({ host: 'mongodb://db' }, fieldsOf(mongodb))).toEqual({ host: 'mongodb://db' })
    const told = [
      showConfiguration(mongodb.configuration),
      configurationBasis(mongodb),
      configurationChanges(mongodb, { host: 'mongodb://db' }),
      configurationChanges(postgresql, { host: new Secret(secret) }),
    ]
    expect(JSON.stringify(told)).not.toContain('hunter2')
  })

  it('refuses a secret that is empty', () => {
    expect(() => refuseEmptySecrets({ password: new Secret('') })).toThrow(
      'password: what was given is empty.',
    )
  })

  it('tells changes only, and of a secret only that it changes', () => {
    const values = { host: 'h', ssl_enabled: 'false', password: new Secret('swordfish') }
    expect(configurationChanges(postgresql, values)).toEqual([
      { what: 'host', from: '', to: 'h' },
      { what: 'password', from: 'not set', to: 'a new value, not shown' },
    ])
  })
})
