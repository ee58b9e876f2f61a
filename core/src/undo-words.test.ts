import { describe, expect, it } from 'vitest'
import { createCore } from './create-core.ts'
import { undoWords, ways } from './approvals/undo-words.ts'

const { operations } = createCore()

describe('undoWords', () => {
  it('says of what is irreversible that it is, and nothing of what it does not know', () => {
    expect(undoWords({ name: 'connector.delete', risk: 'irreversible' })).toBe("it can't be undone")
    expect(undoWords({ name: 'sync.start', risk: 'routine' })).toBeNull()
  })

  it('knows the operations that it speaks of', () => {
    const names = new Set(operations.map(({ name }) => name))
    expect(Object.keys(ways).filter((name) => !names.has(name))).toEqual([])
  })

  it('names no command that is not there', () => {
    const commands = operations.flatMap((operation) =>
      [...(undoWords(operation) ?? '').matchAll(/`patchbay (\S+) (\S+)`/g)].map(
        ([, noun, verb]) => `${noun}.${verb}`,
      ),
    )
    const names = new Set(operations.map(({ name }) => name))
    expect(commands.filter((name) => !names.has(name))).toEqual([])
  })
})
