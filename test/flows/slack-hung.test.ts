import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openWire, type Wire } from '../fixtures/open-wire.ts'
import { lookAtScreens, typed } from '../slack/look-at-screens.ts'
import { openSlackGround, type SlackGround } from '../slack/open-slack-ground.ts'
import { runMessages } from '../slack/run-messages.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf } from '../team/open-team.ts'
import { longest, longestTest } from '../slack/longest.ts'

/** The bot's way to Elasticsearch carries nothing while it hangs; what people are shown meanwhile, and at the end. */
describe('while Elasticsearch hangs', { timeout: longestTest }, () => {
  let ground: SlackGround
  let wire: Wire
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const local = await openLocalTeam()
    wire = await openWire(local.team.url)
    ground = await openSlackGround(local.team, { url: wire.url, patience: 2_000 })
    close = async () => {
      wire.release()
      await ground.close()
      await wire.close()
      await local.close()
    }
  })
  afterAll(() => close())
  beforeEach(() => {
    wire.release()
    for (const { id } of ground.workspace.people) ground.workspace.screens.closed(id)
  })

  const opened = () => ground
  const { whisperTo, modalOf, idOf } = lookAtScreens(opened)
  const { asked, press, messageOf } = runMessages(opened)
  /** What the modal on top has shown, one after the other. */
  const shownTo = (name: string): string[] => {
    const seen: string[] = []
    ground.workspace.onChange(() => {
      const view = JSON.stringify(ground.workspace.screens.of(idOf(name)).modals.at(-1) ?? '')
      if (seen.at(-1) !== view) seen.push(view)
    })
    return seen
  }
  const shown = (seen: readonly string[], says: string): number =>
    seen.findIndex((view) => view.includes(says))

  it('a guarded command is acknowledged and opens its modal at once, and ends in what is wrong', async () => {
    await ground.team.connectorWithKey('hung-end')
    const seen = shownTo('ada')
    wire.hang()
    const ada = ground.workspace.person('ada')
    // Nothing comes from Elasticsearch any more: what is seen from here on waited for none of it.
    expect((await ada.command('rotate-key hung-end', ground.channel)).status).toBe(200)
    await modalOf('ada', 'Looking …')
    const end = JSON.stringify(await modalOf('ada', 'elasticsearch.timeout'))
    expect(end).toContain('Elasticsearch did not answer in time.')
    expect(shown(seen, 'Looking …')).toBeLessThan(shown(seen, 'elasticsearch.timeout'))
  })

  it('a modal that waits becomes reason, plan and Confirm as soon as Elasticsearch answers again', async () => {
    await ground.team.connectorWithKey('hung-again')
    wire.hang()
    await ground.workspace.person('ada').command('rotate-key hung-again', ground.channel)
    await modalOf('ada', 'Looking …')
    wire.release()
    const form = JSON.stringify(await modalOf('ada', 'Ask for approval'))
    expect(form).toContain('connector secret')
    expect(form).toContain('Why?')
  })

  it('a form that is sent says so at once, ends in what is wrong, and has done nothing', async () => {
    const { id } = await ground.team.connectorWithKey('hung-form')
    const ada = ground.workspace.person('ada')
    await ada.command('rotate-key hung-form', ground.channel)
    const form = await modalOf('ada', 'Ask for approval')
    const seen = shownTo('ada')
    wire.hang()
    expect(await ada.submit(form, { reason: typed('due') })).toBeUndefined()
    await modalOf('ada', 'elasticsearch.timeout')
    expect(shown(seen, 'Working …')).toBeGreaterThanOrEqual(0)
    expect(shown(seen, 'Working …')).toBeLessThan(shown(seen, 'elasticsearch.timeout'))
    wire.release()
    const { core, ada: session } = ground.team
    expect(JSON.stringify(resultOf(await core.run(session, 'approval.list', {})))).not.toContain(id)
  })

  it('a vote shows "Working …" at once, then the buttons again and a private sentence; the next one counts', async () => {
    const { run } = await asked('hung-vote')
    const seen: string[] = []
    const leave = ground.workspace.onChange(() => {
      void ground.workspace.messages(ground.channel).then((all) => seen.push(JSON.stringify(all)))
    })
    wire.hang()
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    expect(await whisperTo('grace')).toContain('Elasticsearch did not answer in time.')
    // Still nothing answers: the message is as it was, and says that it may be behind.
    await messageOf(run, 'as it was before the last click')
    expect(JSON.stringify(await messageOf(run))).toContain('run.approve')
    expect(seen.some((all) => all.includes('Working …'))).toBe(true)
    wire.release()
    // By itself, as it is stored.
    await vi.waitFor(
      async () => expect(JSON.stringify(await messageOf(run))).not.toContain('before the last click'),
      longest,
    )
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    await messageOf(run, ': done')
    leave()
  })

  it('details and the home tab end in what is wrong, and a list in a form is empty rather than late', async () => {
    const { run } = await asked('hung-look')
    const ada = ground.workspace.person('ada')
    await ada.command('configure', ground.channel)
    const form = await modalOf('ada', 'pick.connector')
    wire.hang()
    const list = { block: 'field:connector', action: 'pick.connector', value: '' }
    expect(await ada.options(form, list)).toEqual([])
    await press('grace', 'run.details', { run, says: 'waiting' })
    await modalOf('grace', 'elasticsearch.timeout')
    await ada.openHome()
    const home = () => JSON.stringify(ground.workspace.screens.of(idOf('ada')).home)
    await vi.waitFor(() => expect(home()).toContain('Elasticsearch did not answer in time.'), longest)
  })
})
