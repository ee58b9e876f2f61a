import type { PolicyRule } from '@patchbay/core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { localSlack } from '../slack/local-slack.ts'
import { lookAtScreens } from '../slack/look-at-screens.ts'
import { runMessages } from '../slack/run-messages.ts'
import { resultOf, runOf } from '../team/open-team.ts'
import { longest } from '../slack/longest.ts'

const shownSchema = z.object({ state: z.string(), attempt: z.int(), votes: z.array(z.unknown()) })

/** What approval bots have been seen to get wrong, each by its name. */
describe('a mistake of other approval bots is not made here:', () => {
  const opened = localSlack()
  const { whisperTo, modalOf, idOf } = lookAtScreens(opened)
  const { asked, press, messageOf, clickOf } = runMessages(opened)
  const look = async (run: string) => {
    const { core, grace } = opened().team
    return shownSchema.parse(resultOf(await core.run(grace, 'approval.get', { run })))
  }
  const ends = (run: string, state: string) =>
    vi.waitFor(async () => expect((await look(run)).state).toBe(state), longest)
  const approve = (run: string) =>
    opened().team.core.run(opened().team.grace, 'approval.decide', { run, choice: 'approve' })
  // Of the clicks of an earlier test some came too late, and were told so.
  beforeEach(() => {
    for (const { id } of opened().workspace.people) opened().workspace.screens.of(id).ephemerals.splice(0)
  })
  let version = 1
  const setPolicy = async (rules: readonly PolicyRule[]): Promise<void> => {
    const operations = [{ create: { _id: String((version += 1)) } }, { policy: { rules } }]
    await opened().team.elastic.es.bulk({ index: 'patchbay-policy', operations, refresh: true })
  }

  it('rejecting, withdrawing and cancelling need a right as approving does', async () => {
    const { run } = await asked('mistake-reject')
    const { core, eve } = opened().team
    await expect(core.run(eve, 'approval.decide', { run, choice: 'reject' })).rejects.toMatchObject({
      code: 'privilege.missing',
    })
    for (const action of ['run.withdraw', 'run.abandon']) {
      await press('eve', action, { run, says: action === 'run.abandon' ? '' : 'waiting' })
      expect(await whisperTo('eve')).toContain('privilege.missing')
    }
    await press('grace', 'run.withdraw', { run, says: 'waiting' })
    expect(await whisperTo('grace')).toContain('does not count')
    expect((await look(run)).state).toBe('waiting')
  })

  it('a message says no more than what has happened: approved is not done', async () => {
    const { workspace, startAnother, bot, team } = opened()
    await bot.stop()
    const { id } = await team.connectorWithKey('mistake-granted')
    const run = runOf(await team.core.run(team.ada, 'api-key.rotate', { connector: id }))
    await approve(run)
    expect((await look(run)).state).toBe('approved')
    const another = await startAnother()
    workspace.connect(another.url ?? '')
    // And what says approved is carried out, by whichever bot finds it: nothing waits for a process that is gone.
    await ends(run, 'done')
  })

  it('a request waits in no process: it is asked for and decided while no bot runs, and outlives those that did', async () => {
    const { workspace, startAnother, stopBots, team } = opened()
    const shown = await asked('mistake-process')
    await stopBots()
    // Nobody waits for anything now: the request is where it was, with all that it says, for whoever looks.
    expect(await look(shown.run)).toMatchObject({ state: 'waiting', votes: [] })
    const { id } = await team.connectorWithKey('mistake-unseen')
    const unseen = runOf(await team.core.run(team.ada, 'api-key.rotate', { connector: id }))
    await approve(unseen)
    expect((await look(unseen)).state).toBe('approved')
    expect(JSON.stringify(await messageOf(shown.run))).toContain('waiting')
    const another = await startAnother()
    workspace.connect(another.url ?? '')
    await ends(unseen, 'done')
    await press('grace', 'run.approve', { run: shown.run, says: 'run.approve' })
    await ends(shown.run, 'done')
    expect(await look(shown.run)).toMatchObject({ attempt: 1, votes: [{ by: 'grace' }] })
  })

  it('a double click on two bots at once is one vote and one execution, whoever remembers what', async () => {
    const { workspace, startAnother } = opened()
    const [first, second] = [await startAnother(), await startAnother()]
    const { run, connector, apiKeyId } = await asked('mistake-double')
    const message = await messageOf(run, 'waiting')
    const place = { channel: opened().channel, ts: String(message['ts']), message }
    await Promise.all(
      [first, second, first, second].map((bot) => {
        workspace.connect(bot.url ?? '')
        return workspace.person('grace').click(place, clickOf('run.approve', run))
      }),
    )
    await ends(run, 'done')
    expect(await look(run)).toMatchObject({ attempt: 1, votes: [{ by: 'grace' }] })
    const keys = await opened().team.elastic.es.security.getApiKey({ active_only: true })
    const mine = keys.api_keys.filter(({ metadata }) => metadata['run'] === run)
    expect(mine).toHaveLength(1)
    const now = await opened().team.ada.es.connector.get({ connector_id: connector })
    expect(now.api_key_id).not.toBe(apiKeyId)
    workspace.connect(second.url ?? '')
    await first.stop()
  })

  it('what is executed is what is stored, not what a message says', async () => {
    const { run } = await asked('mistake-forged')
    const message = await messageOf(run, 'waiting')
    const forged = JSON.parse(
      JSON.stringify(message).replaceAll('mistake-forged', 'something-else'),
    ) as object
    const place = { channel: opened().channel, ts: String(message['ts']), message: { ...forged } }
    await opened().workspace.person('grace').click(place, clickOf('run.approve', run))
    await ends(run, 'done')
    expect(JSON.stringify(await messageOf(run, ': done'))).not.toContain('something-else')
  })

  it('nobody is known by a name, and a stranger who clicks is told so', async () => {
    const { run } = await asked('mistake-name')
    await press('nobody', 'run.approve', { run, says: 'waiting' })
    expect(await whisperTo('nobody')).toContain('Nobody knows which user of Elasticsearch you are.')
    expect(await look(run)).toMatchObject({ state: 'waiting', votes: [] })
    // The first click after all that is heard as well, and the buttons are there again.
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    await ends(run, 'done')
  })

  it('the first click after a restart is heard, and counts once', async () => {
    const { workspace, startAnother } = opened()
    const before = await startAnother()
    workspace.connect(before.url ?? '')
    const { run } = await asked('mistake-restart')
    await before.stop()
    const after = await startAnother()
    workspace.connect(after.url ?? '')
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    await ends(run, 'done')
    expect(await look(run)).toMatchObject({ attempt: 1, votes: [{ by: 'grace' }] })
  })

  it('an approver of another workspace is turned away by a private sentence, before anything is done', async () => {
    const { workspace, channel } = opened()
    const { run } = await asked('mistake-workspace')
    const before = (await workspace.messages(channel)).length
    for (const action of ['run.approve', 'run.withdraw']) {
      await press('grace', action, { run, says: 'run.approve', workspace: 'T0OTHER' })
      expect(await whisperTo('grace')).toContain('Only people of this workspace can work with connectors')
    }
    await press('grace', 'run.details', { run, says: 'run.approve', workspace: 'T0OTHER' })
    await modalOf('grace', 'Only people of this workspace')
    // Nothing was said to everybody, and nothing has happened.
    expect(await workspace.messages(channel)).toHaveLength(before)
    expect(await look(run)).toMatchObject({ state: 'waiting', votes: [] })
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    await ends(run, 'done')
  })

  it('whoever asked never counts, also as one of the approvers', async () => {
    const { team } = opened()
    const { elastic } = team
    await elastic.es.security.putRole({ name: 'both', cluster: [] })
    const roles = ['patchbay-operator', 'patchbay-approver']
    await elastic.es.security.putUser({ username: 'ada', roles, refresh: true })
    const { run } = await asked('mistake-self')
    await press('ada', 'run.approve', { run, says: 'waiting' })
    expect(await whisperTo('ada')).toContain('the requester never counts')
    await elastic.es.security.putUser({ username: 'ada', roles: ['patchbay-operator'], refresh: true })
    expect(await look(run)).toMatchObject({ state: 'waiting', votes: [] })
  })

  it('a second account of a person is the same person: no second vote, and none of whoever asked', async () => {
    const { workspace, startAnother } = opened()
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask', votes: 2 }])
    const twice = {
      [idOf('ada')]: 'ada',
      [idOf('eve')]: 'ada',
      [idOf('grace')]: 'grace',
      [idOf('linus')]: 'grace',
    }
    const bot = await startAnother({ people: () => twice })
    workspace.connect(bot.url ?? '')
    const { run } = await asked('mistake-twice')
    await press('eve', 'run.approve', { run, says: 'run.approve' })
    expect(await whisperTo('eve')).toContain('the requester never counts')
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    await messageOf(run, '1 of 2 approvals')
    await press('linus', 'run.approve', { run, says: 'run.approve' })
    await vi.waitFor(async () => expect(await look(run)).toMatchObject({ votes: [{ by: 'grace' }] }), longest)
    expect((await look(run)).state).toBe('waiting')
    const another = await startAnother()
    workspace.connect(another.url ?? '')
    await bot.stop()
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask' }])
  })

  it('a request mentions nobody: no crowd is called', async () => {
    const { run } = await asked('mistake-crowd')
    const message = JSON.stringify(await messageOf(run, 'waiting'))
    expect(message).not.toMatch(/<[@!]|"type":"(user|usergroup|broadcast)"/)
  })

  it('a decision or an end elsewhere takes the buttons away, in every copy', async () => {
    const { core, ada } = opened().team
    const { run } = await asked('mistake-elsewhere')
    await core.run(ada, 'approval.withdraw', { run })
    expect(JSON.stringify(await messageOf(run, 'withdrawn'))).not.toContain('run.approve')
    const within = (decideWithin: string) =>
      setPolicy([{ operations: ['api-key.rotate'], decision: 'ask', decideWithin }])
    const late = await asked('mistake-late')
    // Seen while it waited; its time is over now.
    await within('1s')
    expect(JSON.stringify(await messageOf(late.run, ': expired'))).not.toContain('run.approve')
    // Also what ended while no bot ran, and nobody could say so.
    await within('4h')
    const unseen = await asked('mistake-unseen-end')
    await opened().stopBots()
    await within('1s')
    await ends(unseen.run, 'expired')
    expect(JSON.stringify(await messageOf(unseen.run))).toContain('run.approve')
    const another = await opened().startAnother()
    opened().workspace.connect(another.url ?? '')
    expect(JSON.stringify(await messageOf(unseen.run, ': expired'))).not.toContain('run.approve')
    await within('4h')
  })

  it('buttons give way to "working" before anything is looked up', async () => {
    const { run } = await asked('mistake-clickable')
    const { workspace, channel } = opened()
    const seen: string[] = []
    const leave = workspace.onChange(() => {
      void workspace.messages(channel).then((all) => seen.push(JSON.stringify(all)))
    })
    await press('grace', 'run.approve', { run, says: 'waiting' })
    await ends(run, 'done')
    leave()
    expect(seen.some((all) => all.includes('Working …'))).toBe(true)
  })

  it('an older state never covers a newer one, however many draw it', async () => {
    const { startAnother } = opened()
    const others = [await startAnother(), await startAnother()]
    const { run } = await asked('mistake-writers')
    await approve(run)
    await ends(run, 'done')
    await messageOf(run, ': done')
    for (const bot of others) await bot.stop()
    expect(JSON.stringify(await messageOf(run))).toContain(': done')
  })

  it('decisions are buttons with a value, never links', async () => {
    const { run } = await asked('mistake-links')
    expect(JSON.stringify(await messageOf(run, 'waiting'))).not.toContain('"url"')
  })

  it('a policy that is tightened before the execution counts', async () => {
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask', votes: 1 }])
    const { run } = await asked('mistake-policy')
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask', votes: 2 }])
    await press('grace', 'run.approve', { run, says: 'waiting' })
    await messageOf(run, '1 of 2 approvals')
    expect((await look(run)).state).toBe('waiting')
    await press('linus', 'run.approve', { run, says: '1 of 2 approvals' })
    await ends(run, 'done')
  })

  it('a step-up is no click in a chat: what wants it is decided where people are signed in', async () => {
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask', signedIn: true }])
    const { run } = await asked('mistake-step-up')
    const message = JSON.stringify(await messageOf(run, `npx patchbay approval decide ${run}`))
    expect(message).not.toMatch(/run\.(approve|reject)/)
    // Buttons of a message that was drawn before policy wanted it, and of one that somebody made.
    await press('grace', 'run.approve', { run, says: 'waiting' })
    expect(await whisperTo('grace')).toContain(`approval decide ${run}`)
    expect(await look(run)).toMatchObject({ state: 'waiting', votes: [] })
    await approve(run)
    await ends(run, 'done')
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask' }])
  })

  it('a rule that nobody could fulfil is found by a look at the policy, not by those who wait', async () => {
    const { core, elastic } = opened().team
    await setPolicy([
      { operations: ['api-key.rotate'], decision: 'ask', votes: 1, approvers: ['role:nobody-has'] },
    ])
    const found = JSON.stringify(resultOf(await core.run(elastic, 'policy.check', {})))
    expect(found).toContain('nobody-has')
    // And by each bot that starts, in what it says to whoever runs it. Its key may read no users: it counts those as whom
    // it may act, who are all that decide in Slack.
    const told = (words: string) =>
      vi.waitFor(() => expect(opened().problems.join('\n')).toContain(words), longest)
    const bot = await opened().startAnother()
    await told(
      'The policy of test, rule 1: it asks for 1 vote, and nobody of the 4 who were counted is role:nobody-has (warning)',
    )
    await bot.stop()
    const administrators = await opened().startAnother({ session: elastic })
    await told('The policy of test, rule 1: it asks for 1 vote, and nobody is role:nobody-has (lock-out)')
    await administrators.stop()
    await setPolicy([{ operations: ['api-key.rotate'], decision: 'ask' }])
  })
})
