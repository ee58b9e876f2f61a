import { describe, expect, it } from 'vitest'
import { findNames, nameAt, rename } from './find-names.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { applyEdits } from './span.ts'

const text = `# @var index = desks-{{year}}
# @var year = 2026
# @prompt who Who asks?
# @name first
GET {{ index }}/_search?q=\${who}
{ "query": { "match": { "by": "{{who}} {{year}}" } } }

GET {{index}}/_doc/{{first.response.body.hits.hits[0]._id}}?routing={{elsewhere}}
`
const file = parseRequestFile(text)
const renamed = (at: string, to: string): string => {
  const done = rename(file, text.indexOf(at), to)
  return 'why' in done ? done.why : applyEdits(text, done.edits)
}

describe('names of a request file', () => {
  it('are found with where they are set and used', () => {
    const found = findNames(file).map(({ kind, name, declarations, uses }) => [
      kind,
      name,
      declarations.length,
      uses.length,
    ])
    expect(found).toEqual(
      expect.arrayContaining([
        ['variable', 'index', 1, 2],
        ['variable', 'year', 1, 2],
        ['variable', 'who', 1, 2],
        ['request', 'first', 1, 1],
        ['variable', 'elsewhere', 0, 1],
      ]),
    )
    for (const { name, declarations, uses } of findNames(file))
      for (const { start, end } of [...declarations, ...uses]) expect(text.slice(start, end)).toBe(name)
    expect(nameAt(file, text.indexOf('first.response') + 2)?.kind).toBe('request')
    expect(nameAt(file, text.indexOf('_search'))).toBeUndefined()
  })

  it('are renamed everywhere, and mean the same afterwards', () => {
    const changed = renamed('index =', 'table')
    expect(changed).toBe(text.replaceAll(/\bindex\b/g, 'table'))
    expect(renamed('first\n', 'page')).toBe(text.replaceAll('first', 'page'))
  })

  it('are not renamed where that would mix up two, or change only half', () => {
    expect(renamed('index =', 'year')).toContain('already')
    expect(renamed('elsewhere', 'here')).toContain('not set in this file')
    expect(renamed('index =', 'my index')).toContain('letters')
    expect(renamed('_search', 'x')).toContain('no name')
  })
})
