import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stepWords } from './step-words.ts'

const source = join(import.meta.dirname, '..')

describe('stepWords', () => {
  it('has words for every step that the source names', () => {
    const files = globSync('**/*.ts', { cwd: source }).filter((file) => !file.endsWith('.test.ts'))
    const found = files.flatMap((file) => {
      const text = readFileSync(join(source, file), 'utf8')
      const operation = /name: '([a-z-]+\.[a-z-]+)'/.exec(text)?.[1] ?? 'none.such'
      return [...text.matchAll(/\bstep(?:\(|: | = )'([^']+)'/g)].map(([, name = '']) => ({ operation, name }))
    })
    expect(found.length).toBeGreaterThan(50)
    expect(found.filter(({ operation, name }) => stepWords(operation, name) === name)).toEqual([])
  })

  it('says what the same name means in an operation, also inside of another', () => {
    expect(stepWords('api-key.rotate', 'switch')).toBe('let the connector use the new key')
    expect(stepWords('access.enable', 'switch')).toBe('turn document level security on')
    expect(stepWords('connector.enable', 'api-key.generate/issue')).toBe('make the key')
    expect(stepWords('api-key.rotate', 'issue-3')).toBe('make the new key')
  })

  it('says for what a step is done where it is for several', () => {
    expect(stepWords('api-key.rotate-due', 'api-key.rotate/products/wait')).toBe(
      'products: wait until no sync uses the old key',
    )
    expect(stepWords('connector.delete-many', 'my.id/delete-connector')).toBe('my.id: delete the connector')
  })

  it('loses no name that it has no words for', () => {
    for (const name of ['role patchbay-approver', 'newer/than-this', 'toString', 'wait-', 'issue/'])
      expect(stepWords('cluster.setup', name)).toBe(name)
  })
})
