import { expect, it } from 'vitest'
import { newDocumentId, randomUuid } from './document-id.ts'

it('makes ids of 20 URL-safe characters, each another', () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => newDocumentId(1_700_000_000_000)))
  expect(ids.size).toBe(10_000)
  for (const id of ids) expect(id).toMatch(/^[\w-]{20}$/)
  expect(randomUuid()).toMatch(/^[\w-]{22}$/)
})
