import { expect, it } from 'vitest'
import { knownVariables } from './known-variables.ts'
import { parseRequestFile } from './parse-request-file.ts'

it('knows every name that a placeholder can hold, and where its value would come from', () => {
  const file = parseRequestFile('# @var a = 1\n# @prompt b What?\n# @name first\nGET x')
  const known = knownVariables(file, {
    settings: new Map([
      ['a', 'hidden by the file'],
      ['c', '1'],
    ]),
    secrets: new Map([['d', '1']]),
    envFiles: [{ path: '.env', text: 'e=1\nc=hidden by the settings\n' }],
  })
  expect(Object.fromEntries(known.map(({ name, from }) => [name, from]))).toEqual({
    'first.response.body': 'response',
    e: 'env',
    d: 'secret',
    c: 'settings',
    a: 'file',
    b: 'prompt',
  })
})
