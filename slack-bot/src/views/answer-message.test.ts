import { createCore } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { answerMessage } from './answer-message.ts'

const core = createCore()
const now = new Date('2026-11-25T10:00:00Z')

const answered = (name: string, input: unknown, result: Record<string, unknown>): string => {
  const operation = core.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`There is no ${name}.`)
  return JSON.stringify(
    answerMessage({ operation, input }, { state: 'read', result: { items: [], ...result } }, now),
  )
}

describe('answerMessage', () => {
  it('says what an empty list means, and what to type in Slack', () => {
    expect(answered('connector.list', {}, { total: 0 })).toContain('There is no connector yet')
    expect(answered('connector.list', {}, { total: 0 })).toContain('"text":"/connectors connector create"')
    expect(answered('connector.problems', {}, { connectors: 3 })).toContain('Nothing is wrong: 3 connectors')
    expect(answered('audit.list', { limit: 10 }, {})).toContain('Nothing was asked for yet.')
  })

  it('tells a list that was narrowed from one with nothing in it', () => {
    expect(answered('connector.list', { search: 'hr' }, { total: 0 })).toContain('No connector is like that.')
    expect(answered('sync.list', { connector: 'products' }, {})).toContain('There was no sync yet')
    expect(answered('sync.list', { connector: 'products', status: 'error' }, {})).toContain(
      'No sync is like that.',
    )
  })
})
