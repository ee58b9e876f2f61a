import { expect, it } from 'vitest'
import { configurationValues } from './configuration-values.ts'

it('takes numbers, switches and lists that were typed as text, defaults where a field may be empty, and leaves out the rest', () => {
  const fields = {
    port: { type: 'int' as const, value: ' 5432 ' },
    on: { type: 'bool' as const, value: 'True' },
    off: { type: 'bool' as const, value: 'false' },
    odd: { type: 'bool' as const, value: 'perhaps' },
    really: { type: 'bool' as const, value: false },
    tables: { type: 'list' as const, value: 'a, b,,' },
    fetch: { type: 'int' as const, value: null, default_value: 50, required: false },
    needed: { type: 'str' as const, value: '', default_value: 'x', required: true },
  }
  expect(configurationValues(fields)).toEqual({
    port: 5432,
    on: true,
    off: false,
    odd: 'perhaps',
    really: false,
    tables: ['a', 'b'],
    fetch: 50,
  })
})
