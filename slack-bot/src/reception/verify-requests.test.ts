import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFreshness } from './verify-requests.ts'

const mutations = Number(process.env['PATCHBAY_RUNS'] ?? 10_000)
const signingSecret = 'a secret that Slack and the bot share'
const start = Date.parse('2026-11-25T10:00:00Z')
const seconds = start / 1000

const sign = (body: Buffer, at: number | string, secret = signingSecret): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex')}`
const open = () => {
  let at = start
  const isFresh = createFreshness({ signingSecret, now: () => new Date(at) })
  return {
    isFresh,
    pass: (milliseconds: number) => {
      at += milliseconds
    },
  }
}

describe('a request of Slack', () => {
  it('is taken as it was signed, for the first time, from 300 seconds ago to 60 ahead', () => {
    const { isFresh } = open()
    const body = Buffer.from('command=%2Fconnectors&text=list')
    for (const at of [seconds - 300, seconds, seconds + 60])
      expect(isFresh(body, String(at), sign(body, at))).toBe(true)
    for (const at of [seconds - 301, seconds + 61, seconds + 3600, seconds * 2])
      expect(isFresh(body, String(at), sign(body, at))).toBe(false)
  })

  it(`is never taken where anything of it was changed: ${mutations.toLocaleString('en-US')} mutations, 0 accepted`, () => {
    const { isFresh } = open()
    let accepted = 0
    fc.assert(
      fc.property(
        fc.record({
          body: fc
            .string({ unit: 'grapheme', minLength: 1, maxLength: 400 })
            .map((text) => Buffer.from(text)),
          what: fc.constantFrom('body', 'cut', 'longer', 'time', 'signature', 'secret', 'version'),
          place: fc.nat(),
          by: fc.integer({ min: 1, max: 255 }),
        }),
        ({ body, what, place, by }) => {
          const signature = sign(body, seconds)
          const flipped = Buffer.from(body)
          flipped[place % body.length] = ((body[place % body.length] ?? 0) + by) % 256
          const digit = 3 + (place % 64)
          const other = ((Number.parseInt(signature[digit] ?? '0', 16) + 1 + (by % 15)) % 16).toString(16)
          const sent: Record<typeof what, Parameters<typeof isFresh>> = {
            body: [flipped, String(seconds), signature],
            cut: [body.subarray(0, place % body.length), String(seconds), signature],
            longer: [Buffer.concat([body, Buffer.from([by])]), String(seconds), signature],
            time: [body, String(seconds - (by % 300) - 1), signature],
            signature: [
              body,
              String(seconds),
              signature.slice(0, digit) + other + signature.slice(digit + 1),
            ],
            secret: [body, String(seconds), sign(body, seconds, `${signingSecret}${by}`)],
            version: [body, String(seconds), signature.replace('v0', `v${by}`)],
          }
          if (isFresh(...sent[what])) accepted += 1
        },
      ),
      { numRuns: mutations },
    )
    expect(accepted).toBe(0)
  })

  it('is taken once: 100 repetitions, over all the time in which its signature holds, 0 accepted', () => {
    const { isFresh, pass } = open()
    const body = Buffer.from('payload=%7B%7D')
    const at = seconds + 60
    const signature = sign(body, at)
    expect(isFresh(body, String(at), signature)).toBe(true)
    let accepted = 0
    for (let again = 0; again < 100; again += 1) {
      pass(4_000)
      // Others come in between.
      const other = Buffer.from(`other ${again}`)
      const now = Math.floor(seconds + (again + 1) * 4)
      expect(isFresh(other, String(now), sign(other, now))).toBe(true)
      if (isFresh(body, String(at), signature)) accepted += 1
    }
    expect(accepted).toBe(0)
  })
})
