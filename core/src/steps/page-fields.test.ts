import { describe, expect, it } from 'vitest'
import { nextPage, pageOf } from './page-fields.ts'

describe('pages', () => {
  it('go on while there is more', () => {
    expect(nextPage({ after: 0, limit: 50 }, 51)).toBe(50)
    expect(nextPage({ after: 50, limit: 50 }, 100)).toBeUndefined()
  })

  it('never ask for more than Elasticsearch counts through', () => {
    expect(pageOf({ after: 9_990, limit: 50 })).toEqual({ from: 9_990, size: 10 })
    expect(nextPage({ after: 9_990, limit: 50 }, 20_000)).toBeUndefined()
  })
})
