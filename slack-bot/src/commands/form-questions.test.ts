import { createCore } from '@patchbay/core'
import { serviceTypes } from '@patchbay/core/words'
import { describe, expect, it } from 'vitest'
import { formQuestions } from './form-questions.ts'

const { operations } = createCore()
const questions = (serviceType?: string) =>
  operations.flatMap((operation) => {
    const connector = serviceType === undefined ? undefined : { serviceType, values: {} }
    return formQuestions({ cluster: 'c', operation, input: {}, connector }).map(
      ({ id, label, hint = '', choices = [] }) => ({ id: `${operation.name} ${id}`, label, hint, choices }),
    )
  })

describe('formQuestions', () => {
  it('asks everything in the words of people, and never by the name of a flag', () => {
    for (const { id, label, hint, choices } of questions()) {
      expect(label, id).toMatch(/^[A-Z][A-Za-z, ]+$/)
      expect(label, id).not.toMatch(/[a-z][A-Z]/)
      expect(hint, id).toMatch(/^[^a-z`][^`]*$/)
      for (const choice of choices) expect(choice.label, id).not.toMatch(/^[a-z].*[_A-Z]/)
    }
  })

  it("asks for a connector's configuration by the labels of its service type", () => {
    for (const type of serviceTypes().keys())
      for (const { id, label } of questions(type)) expect(label, id).not.toMatch(/^[a-z]+[_-]/)
    expect(questions('postgresql').map(({ label }) => label)).toContain('Host')
  })
})
