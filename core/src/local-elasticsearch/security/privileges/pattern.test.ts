import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, matcherOf, overlaps, patternComplaint } from './pattern.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 6 })
const name = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 })

describe('matcherOf', () => {
  it.each([
    ['a*', 'abc', true],
    ['a?', 'ab', true],
    ['a?', 'a', false],
    ['.elastic-connectors*', '.elastic-connectors-v1', true],
    ['a.c', 'abc', false],
    ['/logs-[0-9]+/', 'logs-12', true],
    ['/logs-[0-9]+/', 'logs-12x', false],
    ['indices:data/write/index[*', 'indices:data/write/index[s]', true],
  ])('%s on %s: %s', (one, text, expected) => {
    expect(matcherOf([one])(text)).toBe(expected)
  })
})

describe('covers', () => {
  it('never says yes when a name tells otherwise', () => {
    fc.assert(
      fc.property(pattern, pattern, name, (outer, inner, text) => {
        const meant = covers(outer, inner) && matcherOf([inner])(text)
        expect(!meant || matcherOf([outer])(text)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['*', 'a*', true],
    ['a*', 'ab*', true],
    ['ab*', 'a*', false],
    ['a*', '*', false],
    ['a*c', 'ab*c', true],
    ['logs-*', '/logs-[0-9]+/', true],
    ['logs-1*', '/logs-[0-9]+/', false],
    ['logs-*', '/logs-x|other/', false],
    ['/a/', 'a*', false],
  ])('%s over %s: %s', (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected)
  })
})

describe('overlaps', () => {
  it('never says no when a name is meant by both', () => {
    fc.assert(
      fc.property(pattern, pattern, name, (one, other, text) => {
        const both = matcherOf([one])(text) && matcherOf([other])(text)
        expect(!both || overlaps(one, other)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('patternComplaint', () => {
  it('finds broken expressions and operators of another engine', () => {
    expect(patternComplaint('/a[/')).toBe('invalid regular expression pattern [/a[/]')
    expect(patternComplaint('/~(a)/')).toContain('does not know the operators')
    expect(patternComplaint('/a[0-9]+/')).toBeUndefined()
    expect(patternComplaint('a~b')).toBeUndefined()
  })
})
