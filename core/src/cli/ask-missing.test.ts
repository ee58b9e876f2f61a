import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { askMissing } from './ask-missing.ts'
import type { Given } from './collect-input.ts'
import { fieldsOf, positionalField } from './fields.ts'
import type { Question } from './terminal.ts'

const schema = z.strictObject({
  connector: z.string().describe('id or name'),
  choice: z.enum(['approve', 'reject']),
  secret: z.string().meta({ sensitive: true }),
  values: z.record(z.string(), z.string()),
  limit: z.int().optional(),
})
const fields = fieldsOf(schema)
const shape = { fields, positional: positionalField(fields, 'connector') }
const nothing: Given = { flags: {}, positional: undefined, set: [], setFile: [], setEnv: [], fromFile: [] }

describe('askMissing', () => {
  it('asks for each required field once, with its choices; secrets are left to the hidden prompt', async () => {
    const asked: Question[] = []
    const ask = (question: Question) => {
      asked.push(question)
      return Promise.resolve(question.choices[0] ?? 'products')
    }
    const given = await askMissing(shape, nothing, { ask, askHidden: () => Promise.resolve('never shown') })
    expect(asked).toEqual([
      { message: 'connector (id or name):', choices: [] },
      { message: 'choice:', choices: ['approve', 'reject'] },
    ])
    expect(given).toEqual({
      ...nothing,
      flags: { connector: 'products', choice: 'approve' },
      set: ['secret'],
    })
  })

  it('asks for nothing that was given in any of the ways', async () => {
    const given: Given = {
      ...nothing,
      positional: 'products',
      flags: { choice: 'reject' },
      setFile: ['secret=path'],
    }
    const ask = () => Promise.reject(new Error('Nobody should be asked.'))
    expect(await askMissing(shape, given, { ask, askHidden: ask })).toEqual(given)
  })

  it('says what is missing where nobody can be asked', async () => {
    const nobody = { ask: undefined, askHidden: undefined }
    await expect(askMissing(shape, nothing, nobody)).rejects.toMatchObject({
      message: 'Missing required argument: connector.',
      next: 'It is id or name.',
    })
    await expect(askMissing(shape, { ...nothing, positional: 'products' }, nobody)).rejects.toMatchObject({
      field: 'choice',
      next: 'Give --approve or --reject.',
    })
    const named: Given = { ...nothing, positional: 'products', flags: { choice: 'approve' } }
    await expect(askMissing(shape, named, nobody)).rejects.toMatchObject({
      field: 'secret',
      next: 'Use --set-file secret=PATH or --set-env secret=NAME.',
    })
    const withSecret: Given = { ...named, setEnv: ['secret=S'] }
    const only = { fields: fields.filter(({ name }) => name !== 'secret'), positional: shape.positional }
    await expect(askMissing(only, named, nobody)).rejects.toMatchObject({
      message: 'values: none is given.',
      next: expect.stringContaining('--from-file'),
    })
    expect(await askMissing(only, withSecret, nobody)).toEqual(withSecret)
  })
})
