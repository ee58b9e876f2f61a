import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { localSlack } from '../slack/local-slack.ts'
import { playSocketMode, type SocketModeSlack } from '../slack/play-socket-mode.ts'
import { longest } from '../slack/longest.ts'

describe('a bot that fetches its requests over Socket Mode', () => {
  const opened = localSlack()
  let slack: SocketModeSlack
  let stop = (): Promise<void> => Promise.resolve()
  let [updates, updateError] = [0, 'not_found']

  beforeAll(async () => {
    const { workspace, startAnother } = opened()
    slack = await playSocketMode(workspace.slack.apiUrl, {
      'views.open': () => ({ ok: true, view: { id: 'V1' } }),
      // Whoever saw the modal has closed it.
      'views.update': () => {
        updates += 1
        return { ok: false, error: updateError }
      },
    })
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

  it('does nothing that is meant for another app, and lets Slack know that it came', async () => {
    const { problems } = opened()
    const heard = await slack.hear()
    const answer = { response_url: heard.url }
    const other = command('help', { ...answer, api_app_id: 'A0OTHER' })
    expect(await slack.send('slash_commands', other)).toEqual({})
    expect(problems.at(-1)).toContain('A0OTHER')
    expect(heard.bodies).toEqual([])
    await slack.send('slash_commands', command('help', { ...answer, api_app_id: 'A0PRACTICE' }))
    await vi.waitFor(() => expect(heard.bodies).toHaveLength(1), longest)
  })

  it('has the other socket while Slack renews one, and opens that again', async () => {
    const before = slack.opened()
    slack.renew('refresh_requested')
    expect(slack.open()).toBe(1)
    expect(await slack.send('slash_commands', command('help'))).toEqual({})
    await vi.waitFor(() => expect(slack.open()).toBe(2), longest)
    expect(slack.opened()).toBe(before + 1)
  })

  it('opens a socket again that fell silent, and has the other meanwhile', async () => {
    const before = slack.opened()
    slack.silence()
    expect(await slack.send('slash_commands', command('help'))).toEqual({})
    await vi.waitFor(() => expect(slack.opened()).toBe(before + 1), longest)
    await vi.waitFor(() => expect(slack.open()).toBe(2), longest)
  })

  it('says nothing more to who has closed a modal before it was filled, and logs what else Slack refuses', async () => {
    await opened().team.connectorWithKey('socket-closed')
    const ask = async () => {
      const [answers, before] = [await slack.hear(), updates]
      const more = { response_url: answers.url }
      await slack.send('slash_commands', command('rotate-key socket-closed', more))
      await vi.waitFor(() => expect(updates).toBeGreaterThan(before), longest)
      // What is asked after it is answered after it.
      const after = await slack.hear()
      await slack.send('slash_commands', command('whoami', { response_url: after.url }))
      await vi.waitFor(() => expect(after.bodies.join()).toContain('ada'), longest)
      return answers.bodies
    }
    const lost = opened().problems.length
    expect(await ask()).toEqual([])
    expect(opened().problems).toHaveLength(lost)
    updateError = 'fatal_error'
    const bodies = await ask()
    await vi.waitFor(() => expect(bodies.join()).toContain('fatal_error'), longest)
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
