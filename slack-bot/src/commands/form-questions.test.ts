import { createCore } from '@patchbay/core'
import { serviceTypes } from '@patchbay/core/words'
import { describe, expect, it } from 'vitest'
import { formQuestions } from './form-questions.ts'

const { operations } = createCore()
const questions = (serviceType?: string) =>
  operations.flatMap((operation) => {
    const connector = serviceType === undefined ? undefined : { serviceType, values: {} }
    return formQuestions({ cluster: 'c', operation, input: {}, connector }).map(
      ({ id, label, hint = '', choices = [] }) => ({ of: `${operation.name} ${id}`, label, hint, choices }),
    )
  })

describe('formQuestions', () => {
  it('asks everything in the words of people, and never by the name of a flag', () => {
    const all = questions()
    expect(all.length).toBeGreaterThan(100)
    expect(all.filter(({ label }) => !/^[A-Z][A-Za-z, ]+$/.test(label) || /[a-z][A-Z]/.test(label))).toEqual(
      [],
    )
    expect(all.filter(({ hint }) => /^[a-z]|`/.test(hint))).toEqual([])
    const labels = all.flatMap(({ of, choices }) => choices.map(({ label }) => ({ of, label })))
    expect(labels.filter(({ label }) => /^[a-z].*[_A-Z]/.test(label))).toEqual([])
  })

  it("asks for a connector's configuration by the labels of its service type", () => {
    const all = [...serviceTypes().keys()].flatMap(questions)
    expect(all.filter(({ label }) => /^[a-z]+[_-]/.test(label))).toEqual([])
    expect(questions('postgresql').map(({ label }) => label)).toContain('Host')
  })
})
