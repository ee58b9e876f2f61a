import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { localSlack } from '../slack/local-slack.ts'
import { playSocketMode, type SocketModeSlack } from '../slack/play-socket-mode.ts'
import { longest } from '../slack/longest.ts'

describe('a bot that fetches its requests over Socket Mode', () => {
  const opened = localSlack()
  let slack: SocketModeSlack
  let stop = (): Promise<void> => Promise.resolve()

  beforeAll(async () => {
    const { workspace, startAnother } = opened()
    slack = await playSocketMode(workspace.slack.apiUrl)
    const { apiUrl, appToken } = slack
    const bot = await startAnother({ slack: { token: workspace.slack.token, apiUrl, appToken } })
    if (bot.url !== undefined) throw new Error('A bot with sockets listens nowhere.')
    stop = async () => {
      await bot.stop()
      await slack.stop()
    }
  })
  afterAll(() => stop())

  const ada = () => opened().workspace.people.find(({ name }) => name === 'ada')?.id ?? ''
  const command = (text: string, more: object = {}) => ({
    command: '/connectors',
    text,
    user_id: ada(),
    team_id: opened().workspace.team,
    channel_id: opened().channel,
    trigger_id: 't',
    response_url: `${opened().workspace.url}/response/none`,
    ...more,
  })

  it('opens two sockets and acknowledges what comes over either', async () => {
    await vi.waitFor(() => expect(slack.open()).toBe(2), longest)
    for (let at = 0; at < 4; at += 1) expect(await slack.send('slash_commands', command('help'))).toEqual({})
  })

  it('answers with what a form or a list needs', async () => {
    await opened().team.connectorWithKey('socket-list')
    const answer = await slack.send('interactive', {
      type: 'block_suggestion',
      action_id: 'pick.connector',
      block_id: 'field:connector',
      value: 'socket',
      user: { id: ada(), team_id: opened().workspace.team },
      team: { id: opened().workspace.team },
      view: { private_metadata: '{}' },
    })
    expect(JSON.stringify(answer)).toContain('socket-list')
  })

  it('has the other socket while Slack renews one, and opens that again', async () => {
    const before = slack.opened()
    slack.renew('refresh_requested')
    expect(slack.open()).toBe(1)
    expect(await slack.send('slash_commands', command('help'))).toEqual({})
    await vi.waitFor(() => expect(slack.open()).toBe(2), longest)
    expect(slack.opened()).toBe(before + 1)
  })

  it('outlives a Slack that refuses new sockets for a while', async () => {
    slack.refuse('internal_error')
    slack.renew('warning')
    await vi.waitFor(() => expect(opened().problems.join()).toContain('internal_error'), longest)
    expect(await slack.send('slash_commands', command('help'))).toEqual({})
    slack.refuse(undefined)
    await vi.waitFor(() => expect(slack.open()).toBe(2), longest)
  })

  it('does not start with a token that Slack refuses', async () => {
    const { workspace, startAnother } = opened()
    const wrong = { token: workspace.slack.token, apiUrl: slack.apiUrl, appToken: 'xapp-wrong' }
    await expect(startAnother({ slack: wrong })).rejects.toThrow('invalid_auth')
  })
})
