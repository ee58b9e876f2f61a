import { describe, expect, it } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

describe('didYouMean', () => {
  it('names one that is more alike than not', () => {
    expect(didYouMean('names', ['name', 'description'])).toBe(' did you mean [name]?')
  })

  it('names several, the nearest first', () => {
    expect(didYouMean('last_sync', ['last_seen', 'last_synced'])).toBe(
      ' did you mean any of [last_synced, last_seen]?',
    )
  })

  it('says nothing when none is near', () => {
    expect(didYouMean('colour', ['name', 'description'])).toBe('')
  })
})
