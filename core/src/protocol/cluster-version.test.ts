import { describe, expect, it } from 'vitest'
import { isAtLeast } from './cluster-version.ts'

describe('isAtLeast', () => {
  it.each([
    ['8.17.10', [8, 15], true],
    ['8.14.3', [8, 15], false],
    ['9.1.0-SNAPSHOT', [9, 0], true],
    ['10.0.0', [9, 4], true],
    ['7.17.0', [8, 0], false],
  ] as const)('%s against %j', (version, [major, minor], expected) => {
    expect(isAtLeast(version, major, minor)).toBe(expected)
  })
})
