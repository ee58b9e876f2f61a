import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../errors.ts'
import { inSpan, noSpan, type Span, type SpanAttributes, withAtMost } from './span.ts'

/** A span that remembers what it was told. */
const recorded = () => {
  const begun: string[] = []
  const set: SpanAttributes[] = []
  const ended: boolean[] = []
  const span: Span = {
    begin: (name) => {
      begun.push(name)
      return span
    },
    set: (attributes) => void set.push(attributes),
    end: ({ failed = false } = {}) => void ended.push(failed),
  }
  return { span, begun, set, ended }
}

describe('withAtMost', () => {
  it('begins so many pieces, and counts those that it leaves out', () => {
    const { span, begun, set } = recorded()
    const few = withAtMost(2, span)
    const pieces = ['first', 'second', 'third', 'fourth'].map((name) => few.begin(name))
    expect(begun).toEqual(['first', 'second'])
    expect(pieces.slice(2)).toEqual([noSpan, noSpan])
    expect(set.at(-1)).toEqual({ 'patchbay.spans.left_out': 2 })
  })
})

describe('inSpan', () => {
  it('gives what the work gives, and ends', async () => {
    const { span, begun, ended } = recorded()
    expect(await inSpan(span, { name: 'count' }, () => Promise.resolve(3))).toBe(3)
    expect({ begun, ended }).toEqual({ begun: ['count'], ended: [false] })
  })

  it('throws what the work throws, and tells its stable name alone', async () => {
    const { span, set, ended } = recorded()
    const error = new PatchbayError('source.refused', 'The password hunter2 is wrong.', {
      next: 'Change it.',
    })
    await expect(inSpan(span, { name: 'ping' }, () => Promise.reject(error))).rejects.toBe(error)
    expect(set).toEqual([{ 'error.type': 'source.refused' }])
    expect(ended).toEqual([true])
  })
})
