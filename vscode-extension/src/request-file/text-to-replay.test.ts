import { expect, it } from 'vitest'
import { parseRequestFile } from './parse-request-file.ts'
import { textToReplay } from './text-to-replay.ts'

const replay = (text: string, at = 0) => {
  const file = parseRequestFile(text)
  const request = file.requests[at]
  if (request === undefined) throw new Error('There is no such request.')
  return textToReplay(file, request, 'prod')
}

it('takes along what the request needs of its file, and no more', () => {
  const text = `# @var year = 2026
# @var index = desks-{{year}}
# @var other = x
# @prompt who Who asks?
GET a

# @name first
# @confirm
GET {{index}}/_search?q={{who}} // mine
{ "size": 1 }
`
  expect(replay(text, 1)).toEqual({
    text: `# @cluster prod
# @var index = desks-{{year}}
# @var year = 2026
# @prompt who Who asks?
# @name first
# @confirm
GET {{index}}/_search?q={{who}} // mine
{ "size": 1 }
`,
    complete: true,
  })
})

it('covers secrets, and says that it did', () => {
  const { text, complete } = replay('# @var api_key = abcdef\nPUT x?a={{api_key}}\n{ "password": "hush" }')
  expect(text).not.toMatch(/abcdef|hush/)
  expect(text).toContain('{{api_key}}')
  expect(complete).toBe(false)
})

it('ends with variables that name each other in a circle', () => {
  expect(replay('# @var a = {{b}}\n# @var b = {{a}}\nGET {{a}}').text).toContain('# @var b = {{a}}')
})
