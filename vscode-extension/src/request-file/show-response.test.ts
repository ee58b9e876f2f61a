import { expect, it } from 'vitest'
import { showBody } from './show-response.ts'

it('shows JSON over several lines, with every digit, and the rest as it is', () => {
  expect(showBody('{"big":12345678901234567890,"a":[1.0,{}]}')).toBe(
    '{\n  "big": 12345678901234567890,\n  "a": [\n    1.0,\n    {}\n  ]\n}',
  )
  expect(showBody('green open desks\n')).toBe('green open desks\n')
  expect(showBody('')).toBe('')
})

it('cuts what no editor shows well, and says so', () => {
  const shown = showBody(`"${'x'.repeat(3_000_000)}"`)
  expect(shown.length).toBeLessThan(2_100_000)
  expect(shown).toContain('"Save …" above writes all 3,000,002 characters')
})
