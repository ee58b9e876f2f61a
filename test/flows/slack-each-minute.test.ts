import { describe, expect, it, vi } from 'vitest'
import { localSlack } from '../slack/local-slack.ts'
import { manualClock } from '../slack/manual-clock.ts'
import { resultOf, runOf } from '../team/open-team.ts'
import { longest } from '../slack/longest.ts'

const minute = 60_000

describe('what the bot does by itself', () => {
  const opened = localSlack()
  const idOf = (name: string): string =>
    opened().workspace.people.find((person) => person.name === name)?.id ?? ''
  const textIn = async (channel: string, thread?: string): Promise<string> =>
    JSON.stringify(await opened().workspace.messages(channel, thread))

  /** A request that waits. */
  const ask = async (name: string): Promise<string> => {
    const { team } = opened()
    const { id } = await team.connectorWithKey(name)
    return runOf(await team.core.run(team.ada, 'api-key.rotate', { connector: id }, { reason: name }))
  }
  /** The same, with its message. */
  const asked = async (name: string) => {
    const { workspace, channel } = opened()
    const run = await ask(name)
    const find = async () => {
      const message = (await workspace.messages(channel)).find((one) =>
        JSON.stringify(one).includes(`run-${run}`),
      )
      if (message === undefined) throw new Error('No message yet.')
      return message
    }
    const message = await vi.waitFor(find, longest)
    return { run, ts: String(message['ts']) }
  }

  describe('reminds of a request', () => {
    it('in its thread, less and less often, asks others, never who asked, and calls for the last time before the end', async () => {
      const { team, channel } = opened()
      const { run, ts } = await asked('waits-long')
      const escalate = { after: 60 * minute, to: [idOf('grace'), idOf('ada'), 'S0ONCALL'] }
      const reminders = { after: 15 * minute, escalate }
      const clocks = [manualClock(), manualClock()]
      const bots = await Promise.all(clocks.map((clock) => opened().startAnother({ clock, reminders })))
      const pass = (minutes: number) => Promise.all(clocks.map((clock) => clock.round(minutes * minute)))
      const told = async () => (await textIn(channel, ts)).split('still waits for one approval').length - 1

      await pass(10)
      expect(await told()).toBe(0)
      await pass(6)
      // Once in its blocks and once in the text beside them, however many bots there are.
      expect(await told()).toBe(2)
      await pass(5)
      expect(await told()).toBe(2)
      await pass(40)
      const thread = await textIn(channel, ts)
      expect(thread).toContain(`"user_id":"${idOf('grace')}"`)
      expect(thread).toContain('"usergroup_id":"S0ONCALL"')
      expect(thread).not.toContain(`"user_id":"${idOf('ada')}"`)
      expect(thread).toContain('What ada votes does not count')
      await pass(140)
      expect(await textIn(channel, ts)).toContain('Last call: Rotate API key')
      const before = await told()
      await team.core.run(team.grace, 'approval.decide', { run, choice: 'approve' })
      await pass(600)
      expect(await told()).toBe(before)
      await Promise.all(bots.map((bot) => bot.stop()))
      expect(opened().problems).toEqual([])
    })
  })

  describe('sends a digest', () => {
    it('of the day before, once, by whichever bot is first', async () => {
      const { team, alerts } = opened()
      const { id } = await team.connectorWithKey('told-of')
      const { id: job } = await team.elastic.es.connector.syncJobPost({ id, job_type: 'full' })
      await team.elastic.es.connector.syncJobClaim({ connector_sync_job_id: job, worker_hostname: 'w' })
      await team.elastic.es.connector.syncJobUpdateStats({
        connector_sync_job_id: job,
        indexed_document_count: 4200,
        deleted_document_count: 3,
        indexed_document_volume: 1,
      })
      await team.elastic.es.connector.syncJobError({ connector_sync_job_id: job, error: 'disk full' })
      await ask('decide-me')
      const morning = new Date(Date.now() + 24 * 60 * minute)
      morning.setUTCHours(8, 0, 30, 0)
      const notices = [{ channel: alerts, as: 'ada', digest: { at: '08:00', zone: 'UTC' } }]
      const clocks = [0, 1].map(() => manualClock(morning))
      const bots = await Promise.all(clocks.map((clock) => opened().startAnother({ clock, notices })))
      await Promise.all(clocks.map((clock) => clock.round()))
      const digests = (await opened().workspace.messages(alerts)).filter((message) =>
        JSON.stringify(message).includes('1 sync'),
      )
      expect(digests).toHaveLength(1)
      const said = JSON.stringify(digests)
      for (const part of ['1 failed', 'disk full', '4,203 documents', 'decide-me, asked by ada'])
        expect(said).toContain(part)
      await Promise.all(bots.map((bot) => bot.stop()))
      expect(opened().problems).toEqual([])

      // Sent by a bot that died before it was remembered: it isn't sent again.
      const again = new Date(morning).setUTCSeconds(0)
      const long = new Date(morning.getTime() - 10 * minute).toISOString()
      const unsure = { '08:00 UTC': { due: new Date(again).toISOString(), claimed: long, sent: false } }
      const kept = { index: 'patchbay-state', id: `digest:${alerts}`, refresh: true }
      await team.elastic.es.index({ ...kept, document: { kind: 'digest', value: unsure } })
      const late = manualClock(morning)
      const third = await opened().startAnother({ clock: late, notices })
      await late.asleep()
      await third.stop()
      expect((await textIn(alerts)).split('disk full').length).toBe(said.split('disk full').length)

      // The next day's was claimed by a bot that died before it was sent.
      const next = new Date(morning.getTime() + 24 * 60 * minute)
      const due = new Date(next).setUTCSeconds(0)
      const claimed = new Date(next.getTime() - 10 * minute).toISOString()
      const value = { '08:00 UTC': { due: new Date(due).toISOString(), claimed, sent: false } }
      await team.elastic.es.index({ ...kept, document: { kind: 'digest', value } })
      const clock = manualClock(next)
      const other = await opened().startAnother({ clock, notices })
      await clock.asleep()
      expect(await textIn(alerts)).toContain('0 syncs')
      await other.stop()
    })

    it('of chosen connectors only, where that was asked for', async () => {
      const { team, workspace, alerts } = opened()
      const es = team.elastic.es
      const { id } = await team.connectorWithKey('prod-told')
      const jobs = [id, (await team.connectorWithKey('other-told')).id].map((connector) =>
        es.connector.syncJobPost({ id: connector, job_type: 'full' }),
      )
      await Promise.all(jobs)
      await ask('prod-decide')
      await ask('other-decide')
      const evening = new Date(Date.now() + 24 * 60 * minute)
      evening.setUTCHours(18, 0, 30, 0)
      const digest = { at: '18:00', zone: 'UTC' }
      const clock = manualClock(evening)
      const bot = await opened().startAnother({
        clock,
        notices: [{ channel: alerts, as: 'ada', connectors: ['prod-*'], digest }],
      })
      await clock.asleep()
      await bot.stop()
      const told = (await workspace.messages(alerts)).find((one) =>
        JSON.stringify(one).includes('test · prod-*'),
      )
      expect(JSON.stringify(told)).toContain('1 sync')
      expect(JSON.stringify(told)).toContain('prod-decide, asked by ada')
      expect(JSON.stringify(told)).not.toContain('other-')
    })

    it('where somebody asked for it by command', async () => {
      const { workspace, alerts } = opened()
      await workspace.person('ada').command('notices digest 7:30 Europe/Berlin', alerts)
      await vi.waitFor(
        async () => expect(await textIn(alerts)).toContain('at 07:30 Europe/Berlin here, each day'),
        longest,
      )
      await workspace.person('ada').command('notices digest 7:30 Europe/Nowhere', alerts)
      const { ephemerals } = workspace.screens.of(idOf('ada'))
      await vi.waitFor(() => expect(JSON.stringify(ephemerals)).toContain('there is no time zone'), longest)
    })
  })

  describe('the home tab', () => {
    it('shows what waits for its owner, who decides there; it is drawn anew at once', async () => {
      const { workspace, team } = opened()
      const run = await ask('from-home')
      const grace = workspace.person('grace')
      const screen = workspace.screens.of(idOf('grace'))
      await grace.openHome()
      const home = await vi.waitFor(() => {
        expect(JSON.stringify(screen.home)).toContain(`home-${run}`)
        return screen.home ?? { id: '' }
      }, longest)
      expect(JSON.stringify(home)).toContain('Connectors at a glance')
      const pressed = { type: 'button', action_id: 'home.approve', block_id: `home-${run}`, value: run }
      await grace.clickInView(home, pressed, {})
      const form = await vi.waitFor(() => {
        expect(JSON.stringify(screen.modals.at(-1))).toContain('connector secret')
        return screen.modals.at(-1) ?? { id: '' }
      }, longest)
      await grace.submit(form, { reason: { 'form.value': { type: 'plain_text_input', value: 'fine' } } })
      await vi.waitFor(() => expect(JSON.stringify(screen.home)).not.toContain(`home-${run}`), longest)
      const state = async () => resultOf(await team.core.run(team.grace, 'approval.get', { run }))
      await vi.waitFor(async () => expect(await state()).toMatchObject({ state: 'done' }), longest)
    })

    it('says to whom nobody is known how they get in', async () => {
      const { workspace } = opened()
      await workspace.person('nobody').openHome()
      const screen = workspace.screens.of(idOf('nobody'))
      await vi.waitFor(
        () => expect(JSON.stringify(screen.home)).toContain('Nobody knows which user'),
        longest,
      )
    })
  })
})
