import { describe, expect, it, vi } from 'vitest'
import { localSlack } from '../slack/local-slack.ts'
import { lookAtScreens } from '../slack/look-at-screens.ts'
import { resultOf, runOf } from '../team/open-team.ts'
import { longest } from '../slack/longest.ts'

describe('connectors from Slack', () => {
  const opened = localSlack()

  const { whisperTo, modalOf } = lookAtScreens(opened)

  /** The newest message of the channel, once it says this. */
  const messageWith = async (says: string) => {
    const found = async () => {
      const [message] = await opened().workspace.messages(opened().channel)
      expect(JSON.stringify(message)).toContain(says)
      return message ?? {}
    }
    return vi.waitFor(found, longest)
  }

  /** Presses a button as soon as it is there. */
  const press = async (name: string, action: string, run: string) => {
    const message = await vi.waitFor(async () => {
      const all = await opened().workspace.messages(opened().channel)
      const found = all.find((one) => JSON.stringify(one).includes(`run-${run}`))
      if (found === undefined) throw new Error('The message has no buttons.')
      return found
    }, longest)
    return opened()
      .workspace.person(name)
      .click(
        { channel: opened().channel, ts: String(message['ts']), message },
        { type: 'button', action_id: action, block_id: `run-${run}`, value: run },
      )
  }

  it('answers whoever typed a command, and only them', async () => {
    await opened().team.connectorWithKey('slack-list')
    const answer = await opened().workspace.person('ada').command('list', opened().channel)
    expect(answer.status).toBe(200)
    expect(await whisperTo('ada')).toContain('slack-list')
    expect(await opened().workspace.messages(opened().channel)).toEqual([])
  })

  it('carries a rotation from the request to the outcome, in one message', async () => {
    const made = await opened().team.connectorWithKey('slack-rotate')
    const ada = opened().workspace.person('ada')
    await ada.command('rotate-key slack-rotate', opened().channel)
    const form = await modalOf('ada', 'Ask for approval')
    expect(JSON.stringify(form)).toContain('connector secret')
    await ada.submit(form, { reason: { 'form.value': { type: 'plain_text_input', value: 'quarterly' } } })
    await messageWith('waiting · 0 of 1 approval')
    await messageWith('Needs manage_')
    const run = /run-([0-9A-Z]{26})/.exec(JSON.stringify(await messageWith('quarterly')))?.[1] ?? ''

    await press('ada', 'run.approve', run)
    expect(await whisperTo('ada')).toContain('Your vote would not count')
    await press('eve', 'run.reject', run)
    await press('grace', 'run.approve', run)
    await messageWith('Approved by ')
    const message = await messageWith('slack-rotate: done')
    expect(JSON.stringify(message)).toContain('The new key was checked, the old one is refused')
    await vi.waitFor(async () => {
      const told = JSON.stringify(await opened().workspace.messages(opened().channel, String(message['ts'])))
      expect(told).toContain('grace approved')
      expect(told).toMatch(/Step done: invalidate the old key, in \d+\.\d s/)
      expect(told).toContain('The run is done.')
    }, longest)
    const now = await opened().team.ada.es.connector.get({ connector_id: made.id })
    expect(now.api_key_id).not.toBe(made.apiKeyId)
    expect(opened().problems).toEqual([])
  })

  /** A request that waits, and its message once it is there. */
  const asked = async (name: string) => {
    const { team, workspace, channel } = opened()
    const { id } = await team.connectorWithKey(name)
    const answer = await team.core.run(team.ada, 'api-key.rotate', { connector: id })
    const run = runOf(answer)
    const found = async () => {
      const message = (await workspace.messages(channel)).find((one) =>
        JSON.stringify(one).includes(`run-${run}`),
      )
      if (message === undefined) throw new Error('No message yet.')
      return message
    }
    return { run, find: () => vi.waitFor(found, longest) }
  }
  const stateOf = async (run: string) => {
    const { core, grace } = opened().team
    return resultOf(await core.run(grace, 'approval.get', { run }))
  }

  it('posts a message anew that somebody deleted, when a bot starts', async () => {
    const { workspace, channel, startAnother } = opened()
    const { find } = await asked('slack-deleted')
    const first = await find()
    await fetch(`${workspace.url}/api/chat.delete`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${workspace.slack.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ channel, ts: first['ts'] }),
    })
    const another = await startAnother()
    const again = await find()
    await another.stop()
    expect(again['ts']).not.toBe(first['ts'])
  })

  it('shows what was decided elsewhere, and the bot carries it out', async () => {
    const { team } = opened()
    const { run, find } = await asked('slack-elsewhere')
    await find()
    await team.core.run(team.grace, 'approval.decide', { run, choice: 'approve' })
    await vi.waitFor(async () => expect(await stateOf(run)).toMatchObject({ state: 'done' }), longest)
    await vi.waitFor(async () => expect(JSON.stringify(await find())).toContain(': done'), longest)
  })

  it('takes up what was approved while its bot was gone', async () => {
    const { team, bot, startAnother, workspace } = opened()
    const { run, find } = await asked('slack-gone')
    await find()
    await bot.stop()
    await team.core.run(team.grace, 'approval.decide', { run, choice: 'approve' })
    expect(await stateOf(run)).toMatchObject({ state: 'approved' })
    const another = await startAnother()
    workspace.connect(another.url ?? '')
    await vi.waitFor(async () => expect(await stateOf(run)).toMatchObject({ state: 'done' }), longest)
    await vi.waitFor(async () => expect(JSON.stringify(await find())).toContain(': done'), longest)
    await another.stop()
  })
})
