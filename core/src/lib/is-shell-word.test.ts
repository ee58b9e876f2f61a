import { expect, it } from 'vitest'
import { isShellWord } from './is-shell-word.ts'

it.each([
  ['products', true],
  ['prod-eu.2_b', true],
  ['two words', false],
  ['$(id)', false],
  ['--yes', false],
  ['a;b', false],
  ["it's", false],
  ['evil\u001b[31m', false],
  ['Büro', false],
  ['', false],
])('%j: %s', (text, expected) => {
  expect(isShellWord(text)).toBe(expected)
})
