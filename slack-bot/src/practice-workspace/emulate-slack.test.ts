import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type EmulatedSlack, emulateSlack } from './emulate-slack.ts'

const said = z.object({ ok: z.literal(true), user_id: z.string() })

let slack: EmulatedSlack
beforeAll(async () => {
  slack = await emulateSlack({ people: [{ name: 'ada', realName: 'Ada' }], channels: [] })
})
afterAll(() => slack.stop())

it('answers the bot for as long as it calls', { timeout: 60_000 }, async () => {
  const headers = { authorization: `Bearer ${slack.token}`, 'content-type': 'application/json' }
  const call = async () => {
    const answer = await slack.forward('/api/auth.test', { headers, body: Buffer.from('{}') })
    return said.parse(await answer.json()).user_id
  }
  const answers = new Set<string>()
  for (let n = 0; n < 102; n += 1) {
    for (const user of await Promise.all(Array.from({ length: 50 }, call))) answers.add(user)
  }
  expect([...answers]).toEqual([slack.bot])
})
