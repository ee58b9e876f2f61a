import { describe, expect, it, vi } from 'vitest'
import type { PolicyRule } from '@patchbay/core'
import { z } from 'zod'
import { localSlack } from '../slack/local-slack.ts'
import { longest } from '../slack/longest.ts'
import { chosen, lookAtScreens, typed } from '../slack/look-at-screens.ts'
import { runMessages } from '../slack/run-messages.ts'
import { resultOf, runOf } from '../team/open-team.ts'

const option = z.object({ value: z.string() })

describe('forms of Slack', () => {
  const opened = localSlack()
  const { modalOf } = lookAtScreens(opened)
  const { clickOf, messageOf, press } = runMessages(opened)
  const ada = () => opened().workspace.person('ada')
  const say = (text: string) => ada().command(text, opened().channel)
  const button = (action: string, value: string) => ({
    type: 'button',
    action_id: action,
    block_id: 'next',
    value,
  })

  it('makes a connector in steps: kind, configuration, key, sync', async () => {
    const { team, channel } = opened()
    await say('create')
    const form = await modalOf('ada', 'field:serviceType')
    expect(JSON.stringify(form)).toContain('MongoDB')
    const refused = await ada().submit(form, { 'field:serviceType': chosen('') })
    expect(refused).toBeDefined()
    await ada().submit(form, {
      'field:serviceType': chosen('postgresql'),
      'field:name': typed('steps'),
      'field:managed': chosen('true'),
    })
    const made = await modalOf('ada', 'Configure …')
    const id = /"value":"([\w-]+)"/.exec(JSON.stringify(made))?.[1] ?? ''
    await ada().clickInView(made, button('next.connector.configure', id), {})
    const configure = await modalOf('ada', 'value:host')
    const values = { host: 'db.example', port: '5432', username: 'reader', password: 'canary-4711' }
    const answers = { ...values, database: 'shop', schema: 'public', tables: '*' }
    await ada().submit(
      configure,
      Object.fromEntries(Object.entries(answers).map(([key, value]) => [`value:${key}`, typed(value)])),
    )
    const configured = await modalOf('ada', 'Make its API key …')
    await ada().clickInView(configured, button('next.api-key.generate', id), {})
    await ada().submit(await modalOf('ada', 'Do it'), {})
    const keyed = await modalOf('ada', 'Sync now')
    await ada().clickInView(keyed, button('next.sync.start', id), {})
    await modalOf('ada', 'pending')
    const connector = await team.ada.es.connector.get({ connector_id: id })
    expect(connector.configuration).toMatchObject({ host: { value: 'db.example' } })
    expect(connector.api_key_id).toBeTruthy()
    expect(JSON.stringify(await opened().workspace.messages(channel))).not.toContain('canary-4711')
  })

  it('draws the fields of the connector that is picked', async () => {
    await say('configure')
    const form = await modalOf('ada', 'pick.connector')
    const offered = z
      .array(option)
      .parse(await ada().options(form, { block: 'field:connector', action: 'pick.connector', value: 'step' }))
    expect(offered).toHaveLength(1)
    const state = { 'field:connector': { 'pick.connector': { selected_option: offered[0] } } }
    const pick = {
      type: 'external_select',
      action_id: 'pick.connector',
      block_id: 'field:connector',
      selected_option: offered[0],
    }
    await ada().clickInView(form, pick, state)
    await modalOf('ada', 'value:host')
  })

  it('shows the plan of what is dangerous before it asks why, also where a form asked what it is about', async () => {
    await opened().team.connectorWithKey('planned')
    await say('rotate-key')
    const form = await modalOf('ada', 'pick.connector')
    expect(JSON.stringify(form)).not.toContain('Why?')
    const [picked] = await ada().options(form, {
      block: 'field:connector',
      action: 'pick.connector',
      value: 'planned',
    })
    await ada().submit(form, { 'field:connector': { 'pick.connector': { selected_option: picked } } })
    expect(JSON.stringify(await modalOf('ada', 'connector secret'))).toContain('Why?')
  })

  it('takes no blanks for a reason, of whoever asks and of whoever rejects', async () => {
    const { team, workspace } = opened()
    const { id: connector } = await team.connectorWithKey('why')
    await say('rotate-key why')
    const asking = await modalOf('ada', 'Ask for approval')
    const blank = { reason: typed(' \n ') }
    expect(await ada().submit(asking, blank)).toEqual({ reason: 'Say why in a few words.' })
    const requests = resultOf(await team.core.run(team.grace, 'approval.list', { state: 'waiting' }))
    expect(JSON.stringify(requests)).not.toContain(connector)

    const run = runOf(await team.core.run(team.ada, 'api-key.rotate', { connector }, { reason: 'old' }))
    await press('grace', 'run.reject', { run })
    const rejecting = await modalOf('grace', 'Reject the request')
    const grace = workspace.person('grace')
    expect(await grace.submit(rejecting, blank)).toEqual({ reason: 'Say why in a few words.' })
    await grace.submit(rejecting, { reason: typed('too early') })
    await messageOf(run, 'too early')
  })

  it('asks field by field where a command names a connector and nothing that could be done with it', async () => {
    await opened().team.connectorWithKey('whole')
    await say('rules draft whole')
    expect(JSON.stringify(await modalOf('ada', 'field:rules'))).not.toContain('--rules')
    await say('api-key set-ids whole')
    expect(JSON.stringify(await modalOf('ada', 'field:apiKeyId'))).not.toContain('input.invalid')
  })

  it('offers sync jobs and open runs to choose from', async () => {
    await say('sync get')
    const form = await modalOf('ada', 'pick.job')
    const jobs = await ada().options(form, { block: 'field:job', action: 'pick.job', value: 'PENDING' })
    expect(jobs).toHaveLength(1)
    await say('approval get')
    const runs = await modalOf('ada', 'pick.run')
    expect(await ada().options(runs, { block: 'field:run', action: 'pick.run', value: '' })).toEqual([])
  })

  let version = 1
  /** As an administrator whose policy asks nobody would: the newest one is in force. */
  const setPolicy = async (rules: readonly PolicyRule[]): Promise<void> => {
    const { es } = opened().team.elastic
    const operations = [{ create: { _id: String((version += 1)) } }, { policy: { rules } }]
    await es.bulk({ index: 'patchbay-policy', operations, refresh: true })
  }

  it('takes the secret that an approved run waits for, from its requester alone', async () => {
    const { team } = opened()
    await setPolicy([{ operations: ['connector.configure'], decision: 'ask' }])
    const { core } = team
    await say('configure steps')
    const form = await modalOf('ada', 'value:password')
    await ada().submit(form, { 'value:password': typed('canary-9999') })
    await modalOf('ada', 'Waits for approval')
    const list = z
      .object({ items: z.array(z.object({ run: z.string() })) })
      .parse(resultOf(await core.run(team.grace, 'approval.list', {})))
    const run = list.items[0]?.run ?? ''
    await press('grace', 'run.approve', { run, says: 'waiting' })
    await press('grace', 'run.secret', { run, says: 'Give the secret' })
    await modalOf('grace', 'Only ada can give it.')
    await press('ada', 'run.secret', { run, says: 'Give the secret' })
    const ask = await modalOf('ada', 'secret:0')
    await ada().submit(ask, { 'secret:0': typed('canary-9999') })
    await messageOf(run, ': done')
    const { id } = z
      .object({ id: z.string() })
      .parse(resultOf(await core.run(team.ada, 'connector.get', { connector: 'steps' })))
    const now = await team.ada.es.connector.get({ connector_id: id })
    expect(now.configuration).toMatchObject({ password: { value: 'canary-9999' } })
    const shown = JSON.stringify([await opened().workspace.messages(opened().channel), opened().problems])
    expect(shown).not.toContain('canary')
  })

  it('leaves a decision that policy wants signed in to where people are', async () => {
    const { team } = opened()
    const { core } = team
    await setPolicy([{ operations: ['connector.delete'], decision: 'ask', signedIn: true }])
    const { id } = await team.connectorWithKey('signed-in')
    const run = runOf(await core.run(team.ada, 'connector.delete', { connector: id }))
    const message = JSON.stringify(await messageOf(run, 'signed in to Elasticsearch'))
    expect(message).not.toContain('run.approve')
    // A button of an earlier version of the message.
    await press('grace', 'run.approve.why', { run, says: 'waiting' })
    const why = await modalOf('grace', 'Why?')
    await opened()
      .workspace.person('grace')
      .submit(why, { reason: typed('fine') })
    await modalOf('grace', `npx patchbay approval decide ${run}`)
    await core.run(team.grace, 'approval.decide', { run, choice: 'approve' })
    await messageOf(run, ': done')
  })

  it('ends a request only by as many rejections as policy says, and shows how many there are', async () => {
    const { team } = opened()
    const both = ['user:grace', 'user:linus']
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask', approvers: both, rejections: 2 }])
    const { id } = await team.connectorWithKey('patient')
    const run = runOf(await team.core.run(team.ada, 'api-key.rotate', { connector: id }))
    const reject = { run, choice: 'reject', reason: 'not now' }
    await messageOf(run, 'waiting · 0 of 1 approval · 0 of 2 rejections')
    await team.core.run(team.grace, 'approval.decide', reject)
    await messageOf(run, 'waiting · 0 of 1 approval · 1 of 2 rejections')
    const ended = resultOf(await team.core.run(team.linus, 'approval.decide', reject))
    expect(ended).toMatchObject({ state: 'rejected', rejectionsNeeded: 2 })
    await messageOf(run, ': rejected')
  })

  it('takes votes of an escalation group once a request has waited for as long as policy says', async () => {
    const { team, workspace, channel } = opened()
    const escalates = (after: string) =>
      setPolicy([
        {
          operations: ['api-key.rotate'],
          decision: 'ask',
          approvers: ['user:grace'],
          escalate: { after, approvers: ['user:linus'] },
        },
      ])
    await escalates('1h')
    const { id } = await team.connectorWithKey('escalated')
    const run = runOf(await team.core.run(team.ada, 'api-key.rotate', { connector: id }))
    const early = team.core.run(team.linus, 'approval.decide', { run, choice: 'approve' })
    await expect(early).rejects.toThrow('policy lets only user:grace decide')
    const message = await messageOf(run, 'waiting')
    expect(JSON.stringify(message)).toContain(' on also: linus')
    const place = { channel, ts: String(message['ts']), message }
    // It has waited for as long now.
    await escalates('1s')
    await vi.waitFor(
      async () => {
        await workspace.person('linus').click(place, clickOf('run.approve', run))
        const shown = resultOf(await team.core.run(team.grace, 'approval.get', { run }))
        expect(shown).toMatchObject({ votes: [{ by: 'linus' }] })
      },
      { timeout: longest, interval: 500 },
    )
    await messageOf(run, ': done')
  })
})
