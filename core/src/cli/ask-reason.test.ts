import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCore } from '../create-core.ts'
import { PatchbayError } from '../errors.ts'
import { askReason } from './ask-reason.ts'

const operationOf = (name: string) => {
  const found = createCore().operations.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}
const reasonIn = z.object({ reason: z.string() })
const wanted = new PatchbayError('reason.missing', 'A reason is needed.')

describe('askReason', () => {
  it('asks a person once the core wants a reason, and gives it where the operation takes it', async () => {
    const rotate = { operation: operationOf('api-key.rotate'), input: { connector: 'a' }, reason: undefined }
    const calls: unknown[] = []
    const beside = await askReason(
      rotate,
      () => Promise.resolve('quarterly'),
      async (asked) => {
        calls.push(asked)
        if (asked.reason === undefined) throw wanted
        return asked.reason
      },
    )
    expect([beside, calls.length]).toEqual(['quarterly', 2])
    const reject = {
      operation: operationOf('approval.decide'),
      input: { choice: 'reject' },
      reason: undefined,
    }
    const inside = await askReason(
      reject,
      () => Promise.resolve('not now'),
      async ({ input, reason }) => {
        const given = reasonIn.safeParse(input)
        if (!given.success) throw wanted
        return { input, reason }
      },
    )
    expect(inside).toEqual({ input: { choice: 'reject', reason: 'not now' }, reason: undefined })
  })

  it('asks nobody where nobody is there, or where something else is wrong', async () => {
    const rotate = { operation: operationOf('api-key.rotate'), input: {}, reason: undefined }
    await expect(askReason(rotate, undefined, () => Promise.reject(wanted))).rejects.toBe(wanted)
    const other = new PatchbayError('policy.refused', 'No.')
    const nobody = () => Promise.reject(new Error('Nobody should be asked.'))
    await expect(askReason(rotate, nobody, () => Promise.reject(other))).rejects.toBe(other)
  })
})
