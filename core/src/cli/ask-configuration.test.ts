import { describe, expect, it } from 'vitest'
import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import { type Configuration, configurationSchema } from '../protocol/connector.ts'
import { Secret } from '../secrets/secret.ts'
import { askConfiguration } from './ask-configuration.ts'
import type { Question } from './terminal.ts'

const fieldsOf = (serviceType: string): Configuration =>
  configurationSchema.parse(configurationSchemaOf(serviceType))

/** Somebody who answers by the field's key: several answers one after another, else what is proposed. */
const person = (answers: Readonly<Record<string, string | readonly string[]>>) => {
  const left = new Map(Object.entries(answers).map(([key, one]) => [key, [one].flat()]))
  const asked: string[] = []
  const hidden: string[] = []
  const notes: string[] = []
  const keyIn = (message: string): string => /\(([a-z_]+)/.exec(message)?.[1] ?? message
  const answer = (message: string, initial: string): string => {
    const key = keyIn(message)
    asked.push(key)
    return left.get(key)?.shift() ?? initial
  }
  return {
    asked,
    hidden,
    notes,
    ask: ({ message, initial = '' }: Question) => Promise.resolve(answer(message, initial)),
    askHidden: (message: string) => {
      hidden.push(keyIn(message))
      return Promise.resolve(answer(message, ''))
    },
    note: (line: string) => {
      notes.push(line)
    },
  }
}

describe('askConfiguration', () => {
  it('goes through the fields in their order and takes only what differs', async () => {
    const they = person({
      host: 'db',
      port: '5432',
      username: 'u',
      password: 'pw',
      database: 'd',
      schema: 's',
    })
    const changed = await askConfiguration(fieldsOf('postgresql'), they)
    expect(they.asked.slice(0, 4)).toEqual(['host', 'port', 'username', 'password'])
    expect(they.hidden).toEqual(['password'])
    const { password, ...others } = changed
    expect(others).toMatchObject({ host: 'db', port: 5432, username: 'u', database: 'd', schema: 's' })
    expect(password).toBeInstanceOf(Secret)
    expect(password instanceof Secret && password.reveal()).toBe('pw')
    expect(others).not.toHaveProperty('ssl_enabled')
  })

  it('asks for a field that depends on an answer only where that answer is the one', async () => {
    const given = { host: 'db', port: '1', username: 'u', password: 'p', database: 'd', schema: 's' }
    const without = person(given)
    await askConfiguration(fieldsOf('postgresql'), without)
    const certificate = Object.entries(fieldsOf('postgresql')).find(([, { depends_on }]) =>
      depends_on?.some(({ field }) => field === 'ssl_enabled'),
    )?.[0]
    if (certificate === undefined) throw new Error('No field of postgresql depends on ssl_enabled any more.')
    expect(without.asked).not.toContain(certificate)
    const withIt = person({ ...given, ssl_enabled: 'yes', [certificate]: 'PEM' })
    expect(await askConfiguration(fieldsOf('postgresql'), withIt)).toMatchObject({ ssl_enabled: true })
    expect(withIt.asked).toContain(certificate)
  })

  it('asks again until an answer can be stored, and says what was wrong', async () => {
    const they = person({
      host: ['', 'db'],
      port: ['abc', '5432'],
      username: 'u',
      password: ['', 'p'],
      database: 'd',
      schema: 's',
    })
    expect(await askConfiguration(fieldsOf('postgresql'), they)).toMatchObject({ host: 'db', port: 5432 })
    expect(they.notes).toEqual(
      expect.arrayContaining([
        'host: is required.',
        'port: must be a whole number.',
        'password: is required.',
      ]),
    )
  })

  it('keeps a secret that is set when nothing is typed, and changes nothing where all is kept', async () => {
    const filled = Object.fromEntries(
      Object.entries(fieldsOf('postgresql')).map(([key, field]) => [
        key,
        field.type === 'str' || field.type === 'list' || key === 'port'
          ? { ...field, value: key === 'port' ? 5432 : key }
          : field,
      ]),
    )
    await expect(askConfiguration(filled, person({}))).rejects.toMatchObject({
      code: 'canceled',
      message: 'Every value stays as it is.',
    })
    expect(await askConfiguration(filled, person({ database: 'other' }))).toEqual({ database: 'other' })
  })
})
