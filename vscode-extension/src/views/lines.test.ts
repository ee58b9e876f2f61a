import { createCore, type Decision, PatchbayError } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { answerLines, errorLines, noneWords, planLines } from './lines.ts'

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
    expect(
      errorLines(new PatchbayError('elasticsearch.unreachable', 'connect ECONNREFUSED', { next: 'Look.' }))
        .message,
    ).toBe('connect ECONNREFUSED.')
  })
})

const decision: Decision = {
  decision: 'now',
  votes: 0,
  rejections: 1,
  approvers: [],
  escalations: [],
  distinctGroups: false,
  signedIn: false,
  decideWithinMs: 0,
  executeWithinMs: 0,
  beginsByRequester: false,
  beginsWithin: [],
  executeAs: 'requester',
}

describe('planLines', () => {
  it('says what stays on both sides of the diff, and no line is wider than a side', () => {
    const stays = 'the old key works until no sync uses it any more, which takes two hours at most'
    const { before, after } = planLines(operationOf('api-key.rotate'), {
      state: 'planned',
      decision,
      needs: [],
      plan: {
        headline: 'Rotate',
        changes: [{ what: 'key', from: 'a', to: 'b' }],
        stays: [stays],
        after: [stays],
      },
    })
    const said = [
      'stays: the old key works until no sync',
      '  uses it any more, which takes two hours at',
      '  most',
    ]
    expect(before.split('\n')).toEqual(['Rotate', 'risk: guarded', '', 'key: a', '', ...said])
    expect(after.split('\n').slice(0, 8)).toEqual(['Rotate', 'risk: guarded', '', 'key: b', '', ...said])
    expect(after).toContain('after: the old key')
  })
})
