import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { localSlack } from '../slack/local-slack.ts'
import { longest } from '../slack/longest.ts'
import { lookAtScreens } from '../slack/look-at-screens.ts'

const homeSchema = z.looseObject({ id: z.string() })
const runs = Number(process.env['PATCHBAY_RUNS'] ?? 200)

describe('what the bot takes for a request of Slack', () => {
  const opened = localSlack()
  const { screenOf } = lookAtScreens(opened)

  const now = (): number => Math.floor(Date.now() / 1000)
  const sign = (body: string, at: number): string =>
    `v0=${createHmac('sha256', opened().workspace.slack.signingSecret).update(`v0:${at}:${body}`).digest('hex')}`
  let count = 0
  const body = (): string =>
    new URLSearchParams({
      command: '/connectors',
      text: `help ${(count += 1)}`,
      user_id: 'U1',
      trigger_id: 't',
      channel_id: 'C1',
      response_url: `${opened().workspace.url}/response/none`,
    }).toString()

  const send = async (
    text: string,
    { at = now(), signature = sign(text, at), type = 'application/x-www-form-urlencoded' } = {},
  ): Promise<number> => {
    const answer = await fetch(opened().bot.url ?? '', {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(at),
        'x-slack-signature': signature,
      },
      body: text,
    })
    await answer.arrayBuffer()
    return answer.status
  }

  it('is what was signed within five minutes, also with a charset in its content type', async () => {
    expect(await send(body())).toBe(200)
    expect(await send(body(), { at: now() - 240 })).toBe(200)
    expect(await send(body(), { type: 'application/x-www-form-urlencoded; charset=utf-8' })).toBe(200)
  })

  it('is nothing from the past or from the future, which Bolt itself would take', async () => {
    expect(await send(body(), { at: now() - 310 })).toBe(401)
    expect(await send(body(), { at: now() + 90 })).toBe(401)
    expect(await send(body(), { at: now() + 3600 })).toBe(401)
  })

  it('is nothing that was sent before', async () => {
    const text = body()
    const at = now()
    expect(await send(text, { at })).toBe(200)
    for (let again = 0; again < 100; again += 1) expect(await send(text, { at })).toBe(401)
  })

  it('is nothing that was changed in any place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (place, flip, inBody) => {
          const text = body()
          const signature = sign(text, now())
          const changed = (value: string, from: number): string => {
            const at = from + (place % (value.length - from))
            const character = String.fromCharCode(33 + ((value.charCodeAt(at) + flip) % 94))
            const other = character === value[at] ? '~' : character
            return value.slice(0, at) + other + value.slice(at + 1)
          }
          const status = inBody
            ? await send(changed(text, 0), { signature })
            : await send(text, { signature: changed(signature, 3) })
          expect(status).toBe(401)
        },
      ),
      { numRuns: runs },
    )
  })

  it('is no payload that hides behind a check of the certificate', async () => {
    const payload = JSON.stringify({ type: 'block_actions', user: { id: 'U1' }, actions: [] })
    const hide = async (checked: string, hidden: Record<string, string>) => {
      const answer = await fetch(opened().bot.url ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ssl_check: checked, ...hidden }).toString(),
      })
      return { status: answer.status, text: await answer.text() }
    }
    const commands: Record<string, string>[] = [
      { command: '/connectors', text: 'list', user_id: 'U1' },
      { payload },
    ]
    for (const hidden of commands) {
      expect(await hide('1', hidden)).toEqual({ status: 200, text: '' })
      // Bolt once took anything for such a check.
      for (const checked of ['true', 'yes', '0', ' 1', ''])
        expect((await hide(checked, hidden)).status).toBe(401)
    }
    // The four that were signed and new: nobody waits at their response URL, so their answers were lost.
    expect(opened().problems).toHaveLength(4)
  })

  it('is nothing that is meant for another app, whatever kind of request it is', async () => {
    const { workspace, channel, problems } = opened()
    const before = problems.length
    expect((await workspace.person('ada').openHome()).status).toBe(200)
    const view = await vi.waitFor(() => homeSchema.parse(screenOf('ada').home), longest)
    const statuses = async (app: string): Promise<number[]> => {
      const ada = workspace.person('ada', { app })
      const click = { action_id: 'run.details', block_id: 'b', type: 'button', value: 'x' }
      const answers = [
        await ada.command('help', channel),
        await ada.click({ channel, ts: '1', message: { blocks: [] } }, click),
        await ada.clickInView(view, click, {}),
        await ada.openHome(),
      ]
      return answers.map(({ status }) => status)
    }
    expect(await statuses('A0OTHER')).toEqual([401, 401, 401, 401])
    const told = problems.slice(before)
    expect(told).toHaveLength(4)
    for (const problem of told) expect(problem).toMatch(/another app.*A0OTHER.*A0PRACTICE/)
    expect(await statuses('A0PRACTICE')).toEqual([200, 200, 200, 200])
  })

  it('is nothing at all where nobody has said by what Slack signs', async () => {
    const { workspace, startAnother } = opened()
    await expect(startAnother({ slack: { ...workspace.slack, signingSecret: '' } })).rejects.toThrow(
      /signingSecret/i,
    )
  })
})
