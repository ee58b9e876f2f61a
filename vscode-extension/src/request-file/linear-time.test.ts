import { describe, expect, it } from 'vitest'
import { findProblems } from './find-problems.ts'
import { foldingRanges } from './folding-ranges.ts'
import { formatRequestFile } from './format-request-file.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { prepareRequest } from './prepare-request.ts'
import { redactForHistory } from './redact-for-history.ts'
import { resolveVariables } from './resolve-variables.ts'
import { symbols } from './symbols.ts'

const everything = (text: string): void => {
  const file = parseRequestFile(text)
  const resolve = resolveVariables(file, {})
  formatRequestFile(file)
  foldingRanges(file)
  symbols(file)
  findProblems(file, resolve)
  redactForHistory(text)
  for (const request of file.requests) prepareRequest(text, request, resolve)
}

describe('everything that is done with a file', () => {
  it.each([
    ['requests', 'GET a\n{}\n'],
    ['lines of NDJSON', '{"a":1}\n'],
    ['variables', 'GET {{a}}\n'],
    ['values of variables', '# @var a = {{b}}\n'],
    ['names', '# @name a\nGET b\n'],
    ['spaces', ' '],
    ['comments', '/**/'],
    ['braces', '{{ '],
    ['lists', '['],
    ['secrets', '"password":"x",'],
    ['secrets in text', 'password='],
    ['addresses', '://a:'],
    ['comments that never close', 'GET a\n{/*\n'],
    ['escapes', '\\"'],
  ])('takes time in proportion to the length: %s', (_what, unit) => {
    for (const before of ['', 'GET a\n', 'GET a\n{"a": ']) {
      const text = before + unit.repeat(Math.ceil(100_000 / unit.length))
      const started = process.cpuUsage()
      everything(text)
      // What grows with the square takes minutes, on a busy machine too: it is the processor's time that counts.
      expect(process.cpuUsage(started).user / 1_000).toBeLessThan(5_000)
    }
  })
})
