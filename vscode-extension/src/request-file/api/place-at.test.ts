import { expect, it } from 'vitest'
import { parseRequestFile } from '../parse-request-file.ts'
import { placeAt } from './place-at.ts'

const at = (marked: string) => {
  const offset = marked.indexOf('|')
  const text = marked.slice(0, offset) + marked.slice(offset + 1)
  const place = placeAt(parseRequestFile(text), offset)
  return place && { ...place, replaced: text.slice(place.span.start, place.span.end) }
}

it('sees what a comment says to Patchbay', () => {
  expect(at('# @clu|')).toMatchObject({ kind: 'directive', part: 'name', replaced: 'clu' })
  expect(at('// @cluster pr|')).toMatchObject({
    kind: 'directive',
    part: 'value',
    name: 'cluster',
    replaced: 'pr',
  })
  expect(at('# just words|')).toBeUndefined()
})

it('sees placeholders in paths, bodies and values, and whether they are closed', () => {
  expect(at('GET {{ind|}}/_search')).toMatchObject({ kind: 'variable', replaced: 'ind', close: '' })
  expect(at('GET ${ind|')).toMatchObject({ kind: 'variable', replaced: 'ind', close: '}' })
  expect(at('GET a\n{ "x": "{{ first.resp|')).toMatchObject({
    kind: 'variable',
    replaced: 'first.resp',
    close: '}}',
  })
  // Mustache's own.
  expect(at('GET a\n{ "x": "{{#ea|')).not.toMatchObject({ kind: 'variable' })
})

it('replaces the whole word under the cursor', () => {
  expect(at('GET desks/_se|arch?size=1')).toMatchObject({ kind: 'segment', replaced: '_search' })
  expect(at('GET desks/_search?si|ze=1')).toMatchObject({ kind: 'parameter', replaced: 'size' })
  expect(at('GET a\n{ "qu|ery": {} }')).toMatchObject({ kind: 'name', replaced: '"query"', colon: true })
})
