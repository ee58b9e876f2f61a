import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldingRanges } from './folding-ranges.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { anyFile } from './testing/request-text.ts'

const folds = (text: string) =>
  foldingRanges(parseRequestFile(text)).map(({ kind, start, end }) => [kind, text.slice(start, end)])

describe('foldingRanges', () => {
  it('folds requests, runs of comments, and what is long in bodies', () => {
    const body = '{ "a": {\n  "b": [1], "c": """d\n""" } }'
    expect(folds(`# one\n# two\n\n# three\nPUT a\n${body}\nGET b`)).toEqual([
      ['comment', '# one\n# two'],
      ['request', `PUT a\n${body}`],
      ['body', body],
      ['body', '{\n  "b": [1], "c": """d\n""" }'],
      ['body', '"""d\n"""'],
    ])
  })

  it('folds nothing that is one line, and nests without crossing, whatever the text', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        const open: number[] = []
        for (const { start, end } of foldingRanges(parseRequestFile(text))) {
          expect(text.slice(start, end)).toContain('\n')
          while ((open.at(-1) ?? Infinity) <= start) open.pop()
          expect(end).toBeLessThanOrEqual(open.at(-1) ?? Infinity)
          open.push(end)
        }
      }),
    )
  })
})
