import { PatchbayError } from '@patchbay/core'
import { LogLevel, WebClient } from '@slack/web-api'
import { expect, it } from 'vitest'
import { slackWords } from './error-message.ts'

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

it('says of a Slack that gives no answer that it was Slack, and what to do', async () => {
  const slackApiUrl = 'http://127.0.0.1:9/api/'
  const client = new WebClient('xoxb-1', {
    slackApiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  })
  const { code, message, next } = slackWords(await failure(client.users.info({ user: 'U1' })))
  expect({ code, message, next }).toEqual({
    code: 'slack.unreachable',
    message: 'Slack gave the bot no answer in time.',
    next: 'See whether it was done all the same; if not, do it again.',
  })
})

it('says how long Slack wants to be left alone, and what it refuses', () => {
  const limited = Object.assign(new Error('limited'), {
    code: 'slack_webapi_rate_limited_error',
    retryAfter: 30,
  })
  expect(slackWords(limited).next).toBe('Do the same again in 30 seconds.')
  const refused = Object.assign(new Error('no'), { data: { error: 'not_in_channel' } })
  expect(slackWords(refused).message).toBe('Slack refuses what the bot does: not_in_channel')
})

it('names the help that there is in Slack', () => {
  const invalid = (next?: string) => slackWords(new PatchbayError('input.invalid', 'No.', { next })).next
  expect(invalid('See `patchbay connector rename --help`.')).toBe('See `/connectors help connector rename`.')
  expect(invalid()).toBe('Type `/connectors help` and the same command: it shows what can be given.')
  expect(slackWords(new PatchbayError('reason.missing', 'Why?', { next: '`--reason`' })).next).toBe(
    'Do it again, and say why.',
  )
})
