import { expect, it } from 'vitest'
import { parseRequestFile } from './parse-request-file.ts'
import { symbols } from './symbols.ts'

it('lists requests and variables by their names, in order', () => {
  const text = '# @var index = desks\n# @name count\nget {{index}}/_count\n\nDELETE a\n{"b":1}'
  const found = symbols(parseRequestFile(text))
  expect(found.map(({ kind, label, detail }) => [kind, label, detail])).toEqual([
    ['variable', 'index', 'desks'],
    ['request', 'count', 'GET {{index}}/_count'],
    ['request', 'DELETE a', ''],
  ])
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
    'desks',
    'get {{index}}/_count',
    'DELETE a\n{"b":1}',
  ])
})
