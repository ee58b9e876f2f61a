import { expect, it } from 'vitest'
import { checkIndexName } from './check-index-name.ts'

it.each([
  ['T1', 'must be lowercase'],
  ['_t1', "must not start with '_', '-', or '+'"],
  ['-a', "must not start with '_', '-', or '+'"],
  ['a b', `must not contain the following characters [' ','"','*',',','/','<','>','?','\\','|']`],
  ['a#b', "must not contain '#'"],
  ['a:b', "must not contain ':'"],
  ['..', "must not be '.' or '..'"],
  ['é'.repeat(128), 'index name is too long, (256 > 255)'],
])('refuses the name %s', (name, complaint) => {
  expect(() => checkIndexName(name)).toThrow(`Invalid index name [${name}], ${complaint}`)
})

it('takes dots, digits and other alphabets', () => {
  for (const name of ['.hidden', 'search-2024.01', 'büro', '日本'])
    expect(() => checkIndexName(name)).not.toThrow()
})
