import { describe, expect, it, vi } from 'vitest'
import { openWire } from '../fixtures/open-wire.ts'
import { localSlack } from '../slack/local-slack.ts'
import { lookAtScreens, typed } from '../slack/look-at-screens.ts'
import { openSlackGround } from '../slack/open-slack-ground.ts'
import { runMessages } from '../slack/run-messages.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { longest } from '../slack/longest.ts'

describe('several clusters', () => {
  const opened = localSlack()
  const { whisperTo, modalOf } = lookAtScreens(opened)
  const { asked, press, messageOf } = runMessages(opened)

  it('are worked with one at a time, as each person chooses; buttons and forms find their own', async () => {
    const { workspace, channel, team, startAnother } = opened()
    const other = await openLocalTeam()
    const there = await openSlackGround(other.team)
    const bot = await startAnother({
      others: [
        { session: { ...there.session, cluster: { ...there.session.cluster, name: 'other' } }, channel },
      ],
    })
    workspace.connect(bot.url ?? '')
    const say = async (name: string, text: string) => {
      await workspace.person(name).command(text, channel)
      return whisperTo(name)
    }
    try {
      await team.connectorWithKey('here')
      await other.team.connectorWithKey('there')
      expect(await say('ada', 'use')).toContain('test, other')
      expect(await say('ada', 'use othr')).toContain('Did you mean other?')
      await workspace.person('ada').command('rotate-key here', channel)
      const form = await modalOf('ada', 'Ask for approval')
      expect(await say('ada', 'use other')).toContain('You work with other')
      expect(await say('ada', 'list')).toContain('there')
      expect(await say('grace', 'list')).toContain('here')
      // The form was opened for the first cluster, and is about that one still.
      await workspace.person('ada').submit(form, { reason: typed('due') })
      await modalOf('ada', 'Waits for approval')
      const message = await vi.waitFor(async () => {
        const found = (await workspace.messages(channel)).find((one) => JSON.stringify(one).includes('run-'))
        if (found === undefined) throw new Error('No message yet.')
        return found
      }, longest)
      const run = /run-([0-9A-Z]{26})/.exec(JSON.stringify(message))?.[1] ?? ''
      await say('grace', 'use other')
      const press = { type: 'button', action_id: 'run.approve', block_id: `run-${run}`, value: run }
      await workspace.person('grace').click({ channel, ts: String(message['ts']), message }, press)
      await vi.waitFor(async () => {
        const all = JSON.stringify(await workspace.messages(channel))
        expect(all).toContain('here: done')
      }, longest)
    } finally {
      await bot.stop()
      await there.close()
      await other.close()
    }
  })

  it('have notices in one channel: a command is about all of them, or about the one that it names', async () => {
    const { workspace, alerts, startAnother, team } = opened()
    const other = await openLocalTeam()
    const there = await openSlackGround(other.team)
    const session = { ...there.session, cluster: { ...there.session.cluster, name: 'other' } }
    const bot = await startAnother({ others: [{ session, channel: opened().channel }] })
    workspace.connect(bot.url ?? '')
    const failed = (name: string) => ({
      name,
      service_type: 'postgresql',
      is_native: true,
      status: 'connected',
      last_sync_status: 'error',
      last_sync_error: 'no route to the source',
    })
    const put = (es: typeof team.elastic.es, name: string) =>
      es.index({ index: '.elastic-connectors', id: name, document: failed(name), refresh: true })
    const said = (words: string) =>
      vi.waitFor(
        async () => expect(JSON.stringify(await workspace.messages(alerts))).toContain(words),
        longest,
      )
    const say = (text: string) => workspace.person('ada').command(`notices ${text}`, alerts)
    try {
      await put(team.elastic.es, 'wrong-here')
      await put(other.team.elastic.es, 'wrong-there')
      await say('subscribe')
      await said('One thing is wrong with them now: its card comes at once.')
      await said('no route to the source')
      await said('wrong-here')
      await said('wrong-there')
      await say('mute wrong-there --cluster other')
      await said('wants to hear nothing of wrong-there here')
      await say('list')
      const list = await whisperTo('ada')
      expect(list).toContain('This channel hears from test of:')
      expect(list).toContain('This channel hears from other of:')
      expect(list.match(/but not of wrong-there/g)).toHaveLength(1)
      await say('list --cluster othr')
      expect(await whisperTo('ada')).toContain('Did you mean other?')
      // Who is known in one cluster alone hears of that one, and why not of the other.
      await other.team.elastic.es.security.disableUser({ username: 'ada', refresh: true })
      await say('list --cluster test')
      expect(await whisperTo('ada')).not.toContain('other')
      await say('list')
      expect(await whisperTo('ada')).toContain('What this channel hears from other is not known.')
    } finally {
      await bot.stop()
      await there.close()
      await other.close()
    }
  })

  it('do not wait for one another: where the first hangs, buttons of another act and commands end in a sentence', async () => {
    const { workspace, channel, team, startAnother } = opened()
    const local = await openLocalTeam()
    const wire = await openWire(local.team.url)
    const hanging = await openSlackGround(local.team, { url: wire.url, patience: 2_000 })
    const bot = await startAnother({
      session: { ...hanging.session, cluster: { ...hanging.session.cluster, name: 'first' } },
      others: [{ session: opened().session, channel }],
      patience: 2_000,
    })
    try {
      const { run } = await asked('beside-hung')
      wire.hang()
      workspace.connect(bot.url ?? '')
      await press('grace', 'run.approve', { run, says: 'run.approve' })
      await messageOf(run, ': done')
      // With which cluster ada works is kept in the first.
      expect((await workspace.person('ada').command('list', channel)).status).toBe(200)
      expect(await whisperTo('ada')).toContain('Elasticsearch did not answer in time.')
      expect((await workspace.person('ada').openHome()).status).toBe(200)
      expect(await team.elastic.es.ping()).toBe(true)
    } finally {
      wire.release()
      await bot.stop()
      await hanging.close()
      await wire.close()
      await local.close()
    }
  })
})
