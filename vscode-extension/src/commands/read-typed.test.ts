import { createCore } from '@patchbay/core'
import { fieldsOf } from '@patchbay/core/words'
import { describe, expect, it } from 'vitest'
import { readTyped } from './read-typed.ts'

const core = createCore()

const typed = (name: string, fieldName: string, text: string) => {
  const operation = core.operations.find((one) => one.name === name)
  const field = operation && fieldsOf(operation.input).find((one) => one.name === fieldName)
  if (operation === undefined || field === undefined) throw new Error(`${name} has no ${fieldName}.`)
  return readTyped(operation, field, text)
}

describe('readTyped', () => {
  it('reads numbers, switches, lists, records and JSON by the type of the field', () => {
    expect(typed('connector.list', 'limit', '20')).toEqual({ value: 20 })
    expect(typed('connector.delete', 'withIndex', 'yes')).toEqual({ value: true })
    expect(typed('privilege.role', 'operations', 'sync.start, api-key.rotate')).toEqual({
      value: ['sync.start', 'api-key.rotate'],
    })
    expect(typed('connector.configure', 'values', 'host=a, query=x=1')).toEqual({
      value: { host: 'a', query: 'x=1' },
    })
    expect(typed('rules.draft', 'rules', '[]')).toEqual({ value: [] })
  })

  it('says what the schema of the operation has against it', () => {
    for (const [operation, field, text] of [
      ['connector.list', 'limit', 'many'],
      ['connector.list', 'limit', '0'],
      ['privilege.role', 'name', '-'],
      ['connector.get', 'connector', ''],
      ['rules.draft', 'rules', '[{"policy":"maybe"}]'],
      ['rules.draft', 'rules', '['],
      ['connector.configure', 'values', 'host'],
    ] as const) {
      const read = typed(operation, field, text)
      expect('problem' in read && read.problem).toMatch(/\w/)
    }
  })
})
