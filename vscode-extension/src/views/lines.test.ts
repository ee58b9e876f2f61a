import { createCore, PatchbayError } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { answerLines, errorLines, noneWords } from './lines.ts'

const operationOf = (name: string) => {
  const found = createCore().operations.find((operation) => operation.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}
const linesOf = (name: string, input: object, result: unknown): string[] =>
  answerLines(operationOf(name), { input, answer: { state: 'read', result } }).lines

describe('answerLines', () => {
  it('says of an empty list what it means and what to do next, in words of the editor', () => {
    expect(linesOf('connector.list', {}, { items: [], total: 0 })).toEqual([
      'There is no connector yet: "Patchbay: Create connector" makes one.',
    ])
    expect(linesOf('connector.list', { query: 'wiki', limit: 100 }, { items: [], total: 0 })).toEqual([
      'No connector is like that.',
    ])
    expect(linesOf('sync.list', { connector: 'wiki' }, { items: [], total: 0 })).toEqual([
      'There was no sync yet: "Patchbay: Start sync" asks for one.',
    ])
  })

  it('has words for every list that can be empty', () => {
    const lists = createCore().operations.filter(
      ({ name }) => name.endsWith('.list') || name.endsWith('.search'),
    )
    expect(lists.length).toBeGreaterThan(8)
    const wordless = lists.filter(({ name }) => noneWords(name) === '')
    expect(wordless.map(({ name }) => name)).toEqual([])
  })
})

describe('errorLines', () => {
  it('names the command of the palette as the next step, and the code to search for', () => {
    const error = new PatchbayError('elasticsearch.not-found', 'There is no connector "wiki".', {
      next: '`patchbay connector list` shows what there is.',
    })
    expect(errorLines(error)).toEqual({
      message: 'There is no connector "wiki".',
      next: '"Patchbay: List connectors" shows what there is. (elasticsearch.not-found)',
    })
  })
})
