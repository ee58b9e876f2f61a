import { expect, it } from 'vitest'
import { colours } from './colours.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { resolveVariables } from './resolve-variables.ts'

it('tells what each name is, and whether it has a value', () => {
  const text = `# @var a = 1
# @name first
GET {{a}}/{{token}}/{{nobody}}/{{first.response.body.x}}/{{second.response.status}}`
  const file = parseRequestFile(text)
  const secrets = new Map([['token', 'hush']])
  const told = colours(file, resolveVariables(file, { secrets })).map(({ start, end, kind, as }) => [
    text.slice(start, end),
    kind,
    as,
  ])
  expect(told).toEqual([
    ['a', 'variable', 'declaration'],
    ['first', 'request', 'declaration'],
    ['a', 'variable', 'use'],
    ['token', 'variable', 'secret'],
    ['nobody', 'variable', 'unknown'],
    ['first', 'request', 'use'],
    ['second', 'request', 'unknown'],
  ])
})
