import { describe, expect, it } from 'vitest'
import { nextSteps } from './next-steps.ts'

describe('what goes on from a configured connector', () => {
  const buttons = (apiKeyId: string | null) => {
    const answer = { state: 'done' as const, run: 'r', result: { connector: 'c', missing: [], apiKeyId } }
    return JSON.stringify(nextSteps('connector.configure', { input: { connector: 'c' }, answer }))
  }

  it('offers its key where it has none, and a sync either way', () => {
    expect(buttons(null)).toContain('next.api-key.generate')
    expect(buttons('k1')).not.toContain('next.api-key.generate')
    for (const key of [null, 'k1']) expect(buttons(key)).toContain('next.sync.start')
  })
})
